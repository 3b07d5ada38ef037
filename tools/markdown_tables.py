"""Tables of a Markdown document that are written from elsewhere.

A table stands between ``<!-- generated: name -->`` and ``<!-- end -->``.
"""

import re
from collections.abc import Iterable, Mapping

_TABLE = re.compile(r"(<!-- generated: (?P<name>[a-z]+) -->\n).*?(<!-- end -->\n)", re.DOTALL)


def filled(text: str, tables: Mapping[str, str]) -> str:
    """Return ``text`` with its tables as they are in ``tables``. Raises ``KeyError`` for a table that is not there."""
    return _TABLE.sub(lambda found: f"{found[1]}\n{tables[found['name']]}\n{found[3]}", text)


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table in Markdown; a cell is one line, whatever its text has."""
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join(f"| {' | '.join(' '.join(cell.split()) for cell in line)} |\n" for line in lines)
