"""Figures as a table, for a terminal and for a document."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

HEADINGS = ("what", "ours", "baseline", "ratio", "goal")
_BEFORE = ("earlier build", "ours to it")


def cells(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Return the table's lines, headings first; with two more columns where an earlier build was measured too."""
    compared = any("before" in row for row in rows)
    lines = [(*HEADINGS, *(_BEFORE if compared else ()))]
    for row in rows:
        line = (
            row["title"],
            _measured(row["ours"], row["unit"]),
            f"{row['baseline']}: {_measured(row['theirs'], row['unit'])}",
            _ratio(row["ratio"]),
            row["wanted"],
        )
        lines.append((*line, *(_before(row) if compared else ())))
    return lines


def text(lines: Sequence[Sequence[str]]) -> str:
    """Return lines of text with aligned columns."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(_aligned(line, widths).rstrip() for line in lines)


def markdown(lines: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    heading, *rest = lines
    return "\n".join([_piped(heading), _piped(["---"] * len(heading)), *map(_piped, rest)])


def _aligned(line: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))


def _piped(line: Iterable[str]) -> str:
    return f"| {' | '.join(line)} |"


def _measured(spread: Mapping[str, float], unit: str) -> str:
    return f"{spread['median']:g} {unit} ({spread['low']:g}–{spread['high']:g})"


def _ratio(spread: Mapping[str, float]) -> str:
    return f"× {spread['median']:.3g} ({spread['low']:.3g}–{spread['high']:.3g})"


def _before(row: Mapping[str, Any]) -> tuple[str, str]:
    return (_measured(row["before"], row["unit"]), _ratio(row["to_before"])) if "before" in row else ("", "")
