"""How pictures look."""

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from local.cloudwatch.pictures.widget import Widget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DOTS_PER_INCH = 100

# Colours that people with any of the common kinds of colour blindness tell apart: Okabe and Ito, "Color Universal
# Design", https://jfly.uni-koeln.de/color/. Without the yellow, which is too light for a line on white.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
# Where there are more lines than colours, dashes tell them apart.
DASHES: tuple[Any, ...] = ("solid", (0, (4, 2)), (0, (1, 1.5)))
# Thresholds: no colour of a line, and dark enough for text.
ANNOTATION = "#B00020"

TEXT = "#333333"
TITLE: dict[str, Any] = {"fontsize": 11, "fontweight": "bold", "color": TEXT}
LABEL: dict[str, Any] = {"fontsize": 8, "color": TEXT}
NO_DATA: dict[str, Any] = {"fontsize": 11, "color": "#767676", "ha": "center", "va": "center"}
LINE: dict[str, Any] = {"linewidth": 1.6, "markersize": 3.5}
GRID: dict[str, Any] = {"color": "#E3E3E3", "linewidth": 0.8}
ANNOTATION_LINE: dict[str, Any] = {"linewidth": 1.44, "linestyle": (0, (5, 3))}
SHADE: dict[str, Any] = {"alpha": 0.10, "linewidth": 0}

# The texts of so many vertical lines in a row stand at heights of their own.
LEVELS = 3

_BACKGROUND = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 1}
_CHARACTER_PIXELS = 7


def above(color: str) -> dict[str, Any]:
    """Return where the text of a horizontal line stands: above its right end."""
    return {**_annotation(color), "xytext": (-3, 3), "ha": "right", "va": "bottom"}


def beside(color: str, level: int, *, left: bool = False) -> dict[str, Any]:
    """Return where the text of a vertical line stands: beside its upper end, the lower the higher its level."""
    away, side = (-3, "right") if left else (3, "left")
    return {**_annotation(color), "xytext": (away, -3 - 13 * level), "ha": side, "va": "top"}


def _annotation(color: str) -> dict[str, Any]:
    return {"textcoords": "offset points", "fontsize": LABEL["fontsize"], "color": color, "bbox": _BACKGROUND}


def colors(given: Sequence[str | None]) -> list[str]:
    """Return a colour for each: its own, or the next of the palette that nobody has chosen."""
    chosen = {color.upper() for color in given if color}
    free = itertools.cycle([color for color in PALETTE if color not in chosen] or PALETTE)
    return [color or next(free) for color in given]


def legend(axes: "Axes", widget: Widget, handles: Sequence[Any]) -> None:
    """Say below the graph, or beside it where there is room, what is what, in as many columns as fit."""
    if not handles or widget.legend == "hidden":
        return
    pixels = max(len(str(handle.get_label())) for handle in handles) * _CHARACTER_PIXELS + 40
    on_the_right = widget.legend == "right" and 3 * pixels <= widget.width
    rows = math.ceil(len(handles) / max(1, widget.width // pixels))
    box = axes.figure.legend(
        handles=list(handles),
        loc="outside right center" if on_the_right else "outside lower left",
        ncols=1 if on_the_right else math.ceil(len(handles) / rows),
        frameon=False,
        fontsize=LABEL["fontsize"],
        labelcolor=TEXT,
    )
    for line in box.get_lines():
        line.set_marker("")


def number(value: float, _position: object = None) -> str:
    """Return ``value`` as an axis says it: 9500, 0.25, 15k, 2M."""
    for size, suffix, least in ((1e9, "G", 1e9), (1e6, "M", 1e6), (1e3, "k", 1e4)):
        if abs(value) >= least:
            return f"{value / size:.4g}{suffix}"
    return f"{value:.4g}"
