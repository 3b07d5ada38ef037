"""Draw the figures of docs/performance.md. A picture says, as its description, which figures it is of."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.performance.document import Record
from tools.paths import ROOT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PICTURES = ROOT / "docs" / "pictures"
OURS, THEIRS = "#1d4ed8", "#94a3b8"
_COLD = ("cold-naive", "cold-typical", "cold-floor", "cold-recommender")
_BATCH = ("record", "record-kept", "first-batch")
_HISTORY = ("cold-typical", "cold-recommender", "warm-typical", "record", "first-batch")

History = Sequence[Mapping[str, Any]]
Drawing = tuple[Any, Callable[["Axes", Any], None], float]
"""What is drawn, what draws it, and how many inches high."""


def drawings(record: Record, history: History) -> dict[str, Drawing]:
    """Return each picture's file name, and what is drawn in it."""
    rows = {row["key"]: row for row in record["rows"]}
    cold, batch = [rows[key] for key in _COLD], [rows["batch"], *(rows[key] for key in _BATCH)]
    lines = {
        f"{rows[key]['title']}, to {rows[key]['baseline']}": [line["ratios"].get(key) for line in history]
        for key in _HISTORY
    }
    commits = [line["commit"][:7] for line in history]
    return {
        "performance-cold.svg": (cold, _bars, 3.2),
        "performance-batch.svg": (batch, _bars, 3.2),
        "performance-history.svg": ({"commits": commits, "ratios": lines}, _lines, 3.2),
    }


def digest(data: Any) -> str:
    """Return what tells figures apart."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def draw(folder: Path, record: Record, history: History) -> None:
    """Draw all pictures into ``folder``."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "performance", "font.size": 9}):
        for name, (data, onto, height) in drawings(record, history).items():
            figure = Figure(figsize=(8, height), layout="constrained")
            axes = figure.add_subplot()
            onto(axes, data)
            axes.spines[["top", "right"]].set_visible(False)
            figure.savefig(folder / name, metadata={"Date": None, "Creator": None, "Description": digest(data)})


def _bars(axes: "Axes", rows: Sequence[Mapping[str, Any]]) -> None:
    """Draw each row as two bars, ours above its baseline, which is as long in all; a line spans the quartiles."""
    labels: list[str] = []
    for number, row in enumerate(rows):
        for offset, (who, colour) in enumerate((("ours", OURS), ("theirs", THEIRS))):
            median, low, high = (row[who][name] / row["theirs"]["median"] for name in ("median", "low", "high"))
            place = _place(number, offset)
            axes.barh(place, median, 0.9, color=colour, xerr=[[median - low], [high - median]], ecolor="#0f172a")
            axes.text(high, place, f"  {row[who]['median']:g} {row['unit']}", va="center")
            labels.append(f"{row['title']}: ours" if who == "ours" else row["baseline"])
    axes.set_yticks([_place(number, offset) for number in range(len(rows)) for offset in range(2)], labels)
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def _place(number: int, offset: int) -> float:
    return number * 2.5 + offset


def _lines(axes: "Axes", data: Mapping[str, Any]) -> None:
    """Draw how the ratios to the baselines went, commit by commit."""
    commits = data["commits"]
    for title, ratios in data["ratios"].items():
        axes.plot(range(len(commits)), [float("nan") if r is None else r for r in ratios], marker="o", label=title)
    axes.set_xticks(range(len(commits)), commits, rotation=45, ha="right")
    axes.set_ylim(bottom=0)
    axes.axhline(1, color=THEIRS, linewidth=0.8)
    axes.set_ylabel("ours to the baseline")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize="small")
