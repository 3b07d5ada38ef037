"""The results of saved queries that docs/logging.md shows."""

import re

from tools.paths import ROOT


def documented_results() -> dict[str, set[str]]:
    """Return the columns of each result, by the query's title."""
    _, _, queries = (ROOT / "docs" / "logging.md").read_text().partition("## Saved queries")
    sections = re.findall(r"^### (.+)\n\n.+\n\n\| (.+) \|$", queries, re.MULTILINE)
    return {title: set(header.split(" | ")) for title, header in sections}
