"""Where figures are kept and shown: docs/performance.md, made of what ``make bench ARGS=--record`` measured."""

import json
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.support.performance.earlier import present_commit
from tests.support.performance.tables import cells, markdown
from tools.paths import ROOT

PAGE = ROOT / "docs" / "performance.md"
FIGURES = ROOT / "docs" / "performance" / "figures.json"
HISTORY = ROOT / "docs" / "performance" / "history.jsonl"
BEGIN, END = "<!-- make bench ARGS=--record: begin -->", "<!-- end -->"

Record = Mapping[str, Any]
"""What was measured, when, of which commit and on what; ``rows`` are :func:`figures.figures`."""


def record_of(rows: Sequence[Mapping[str, Any]], manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``rows`` with what they are of; ``manifest`` is the build's."""
    commit, changed = present_commit()
    return {
        "commit": commit,
        "changed": changed,
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "botocore": manifest["botocore"],
        "rows": list(rows),
    }


def section(record: Record) -> str:
    """Return what the page says of a record."""
    commit = f"commit {record['commit'][:12]}{', changed' if record['changed'] else ''}"
    of = f"{record['date']}, {commit}, Python {record['python']}, botocore {record['botocore']}"
    return f"{BEGIN}\n\n{markdown(cells(record['rows']))}\n\nMeasured on {of}.\n\n{END}"


def keep(record: Record) -> None:
    """Write figures, history and page. A commit has one line in the history: its last."""
    FIGURES.parent.mkdir(exist_ok=True)
    FIGURES.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    others = [line for line in history(HISTORY) if line["commit"] != record["commit"]]
    lines = [json.dumps(line, ensure_ascii=False) for line in (*others, history_line(record))]
    HISTORY.write_text("\n".join(lines) + "\n")
    before, _, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(before + section(record) + rest.partition(END)[2])


def history_line(record: Record) -> dict[str, Any]:
    """Return what the history keeps of a record: the medians of ratios, and of our own figures."""
    kept = {name: record[name] for name in ("commit", "changed", "date", "python", "botocore")}
    ratios = {row["key"]: row["ratio"]["median"] for row in record["rows"]}
    return {**kept, "ratios": ratios, "ours": {row["key"]: row["ours"]["median"] for row in record["rows"]}}


def history(path: Path) -> list[dict[str, Any]]:
    """Return the history's lines, oldest first."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def read() -> dict[str, Any]:
    """Return the committed figures."""
    return dict(json.loads(FIGURES.read_text()))
