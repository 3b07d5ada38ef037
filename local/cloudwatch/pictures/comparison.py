"""Bars and slices: the newest value of each graph beside the others, or that of the whole time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from local.cloudwatch.pictures import style
from local.cloudwatch.pictures.reading import Drawn
from local.cloudwatch.pictures.widget import Widget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# How much room is left for the number beside the longest bar, as a share of what is shown.
ROOM = 0.12


def bars(axes: "Axes", widget: Widget, drawn: Sequence[Drawn], colors: Sequence[str]) -> None:
    """Draw a bar for each, the first on top, with its value at the end."""
    from matplotlib.ticker import FuncFormatter

    values = [_newest(each) or 0.0 for each in drawn]
    container = axes.barh([each.label for each in drawn], values, color=list(colors), height=0.6)
    axes.bar_label(container, labels=[style.number(value) for value in values], padding=4, **style.LABEL)
    axes.invert_yaxis()
    marks = [note for note in widget.annotations if not note.vertical]
    for note in marks:
        color = note.color or style.ANNOTATION
        axes.axvline(note.value, color=color, **style.ANNOTATION_LINE)
        axes.annotate(note.label, (note.value, 1), xycoords=("data", "axes fraction"), **style.beside(color, 0))
    shown = [0.0, *values, *(note.value for note in marks)]
    axes.set_xlim(min(shown), max(shown) + ROOM * ((max(shown) - min(shown)) or 1.0))
    axes.xaxis.set_major_formatter(FuncFormatter(style.number))
    axes.tick_params(labelsize=style.LABEL["fontsize"], colors=style.TEXT, length=0)
    axes.spines[:].set_visible(False)
    axes.grid(axis="x", **style.GRID)
    axes.set_axisbelow(True)
    units = {each.unit for each in drawn}
    axes.set_xlabel(widget.axes["left"].get("label", units.pop() if len(units) == 1 else ""), **style.LABEL)


def pie(axes: "Axes", widget: Widget, drawn: Sequence[Drawn], colors: Sequence[str]) -> None:
    """Draw the share of each in the whole; what has nothing of it is in the legend alone."""
    values = [max(_newest(each) or 0.0, 0.0) for each in drawn]
    if not sum(values):
        axes.axis("off")
        axes.text(0.5, 0.5, "No data", transform=axes.transAxes, **style.NO_DATA)
        return
    total = sum(values)
    slices = axes.pie(
        values,
        colors=list(colors),
        startangle=90,
        counterclock=False,
        wedgeprops={"edgecolor": "white", "linewidth": 1.5},
    )[0]
    for piece, each, value in zip(slices, drawn, values, strict=True):
        piece.set_label(f"{each.label}: {style.number(value)} ({100 * value / total:.2g}%)")
    style.legend(axes, widget, slices)


def _newest(each: Drawn) -> float | None:
    return each.points[max(each.points)] if each.points else None
