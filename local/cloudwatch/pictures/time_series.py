"""Lines or stacked areas over time, with annotations."""

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from local.cloudwatch.metric_functions import TimeSeries
from local.cloudwatch.pictures import style
from local.cloudwatch.pictures.annotations import Annotation
from local.cloudwatch.pictures.reading import Drawn
from local.cloudwatch.pictures.widget import Widget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# How much room is left above the highest value, as a share of what is shown.
HEADROOM = 0.1
SECONDS_PER_DAY = 86_400


def plot(axes: "Axes", widget: Widget, drawn: Sequence[Drawn], colors: Sequence[str]) -> None:
    """Draw ``drawn``, each in its colour, over the widget's time."""
    sides = {"left": axes}
    if any(each.graph.axis == "right" for each in drawn):
        sides["right"] = axes.twinx()
    handles: dict[int, Any] = {}
    for side, on_side in sides.items():
        places = [place for place, each in enumerate(drawn) if each.graph.axis == side]
        shown = [drawn[place] for place in places]
        styles = [(colors[place], style.DASHES[place // len(style.PALETTE) % len(style.DASHES)]) for place in places]
        handles |= zip(places, (_areas if widget.stacked else _lines)(on_side, shown, styles), strict=False)
        _scale(on_side, widget, side, shown)
    levels = itertools.cycle(range(style.LEVELS))
    for annotation in widget.annotations:
        level = next(levels) if annotation.vertical else 0
        _annotate(sides.get(annotation.axis, axes), widget, annotation, level)
    _time_axis(axes, widget)
    axes.grid(axis="y", **style.GRID)
    axes.set_axisbelow(True)
    if not any(each.points for each in drawn):
        axes.text(0.5, 0.5, "No data", transform=axes.transAxes, **style.NO_DATA)
    style.legend(axes, widget, [handles[place] for place in sorted(handles)])


def _days(seconds: float) -> float:
    """Return epoch seconds as matplotlib counts time."""
    return seconds / SECONDS_PER_DAY


def _time_axis(axes: "Axes", widget: Widget) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    axes.set_xlim(_days(widget.start), _days(widget.end))
    locator = AutoDateLocator(tz=widget.zone, minticks=3, maxticks=max(4, widget.width // 80))
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=widget.zone))
    axes.xaxis.get_offset_text().set(**style.LABEL)
    axes.tick_params(labelsize=style.LABEL["fontsize"], colors=style.TEXT, length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(style.GRID["color"])


def runs(points: TimeSeries, period: int) -> Iterator[list[float]]:
    """Yield the starts of periods that follow each other without a gap, run by run."""
    run: list[float] = []
    for start in sorted(points):
        if run and start - run[-1] > period:
            yield run
            run = []
        run.append(start)
    if run:
        yield run


def _lines(axes: "Axes", shown: Sequence[Drawn], styles: Sequence[tuple[str, Any]]) -> list[Any]:
    """Draw lines that end where data is missing; a value without neighbours is a dot."""
    handles = []
    for each, (color, dash) in zip(shown, styles, strict=True):
        times: list[float] = []
        values: list[float] = []
        alone: list[int] = []
        for run in runs(each.points, each.graph.period):
            if len(run) == 1:
                alone.append(len(times))
            times += [_days(start) for start in [*run, run[-1]]]
            values += [*(each.points[start] for start in run), float("nan")]
        (line,) = axes.plot(
            times,
            values,
            color=color,
            linestyle=dash,
            label=each.label,
            marker="o",
            markevery=alone,
            **style.LINE,
        )
        handles.append(line)
    return handles


def _areas(axes: "Axes", shown: Sequence[Drawn], styles: Sequence[tuple[str, Any]]) -> list[Any]:
    """Draw areas above each other; what is missing adds nothing."""
    starts = sorted(set(itertools.chain.from_iterable(each.points for each in shown)))
    if not starts:
        return []
    return axes.stackplot(
        [_days(start) for start in starts],
        [[each.points.get(start, 0.0) for start in starts] for each in shown],
        colors=[color for color, _ in styles],
        labels=[each.label for each in shown],
        alpha=0.8,
    )


def _scale(axes: "Axes", widget: Widget, side: str, shown: Sequence[Drawn]) -> None:
    """Start at zero unless something is below, end above all that is shown, thresholds included."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    settings = widget.axes.get(side, {})
    lines = [note for note in widget.annotations if not note.vertical and note.axis == side]
    marks = [value for note in lines for value in (note.value, note.until) if value is not None]
    low, high = axes.dataLim.intervaly if any(each.points for each in shown) else (0.0, 0.0)
    low, high = min(low, 0.0, *marks), max(high, 0.0, *marks)
    room = (high - low or 1.0) * HEADROOM
    axes.set_ylim(settings.get("min", low - (room if low < 0 else 0)), settings.get("max", high + room))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=max(2, widget.height // 60), steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(style.number))
    axes.tick_params(labelsize=style.LABEL["fontsize"], colors=style.TEXT, length=0)
    axes.spines[:].set_visible(False)
    units = {each.unit for each in shown}
    unit = units.pop() if len(units) == 1 and settings.get("showUnits", True) else ""
    axes.set_ylabel(settings.get("label", unit), **style.LABEL)


def _annotate(axes: "Axes", widget: Widget, note: Annotation, level: int) -> None:
    color = note.color or style.ANNOTATION
    line, span = (axes.axvline, axes.axvspan) if note.vertical else (axes.axhline, axes.axhspan)

    def place(value: float) -> float:
        return _days(value) if note.vertical else value

    line(place(note.value), color=color, **style.ANNOTATION_LINE)
    ends = {"above": 1, "after": 1, "below": 0, "before": 0}
    if note.until is not None:
        line(place(note.until), color=color, **style.ANNOTATION_LINE)
        span(place(note.value), place(note.until), color=color, **style.SHADE)
    elif note.fill in ends:
        limits = (_days(widget.start), _days(widget.end)) if note.vertical else axes.get_ylim()
        span(place(note.value), limits[ends[note.fill]], color=color, **style.SHADE)
    if note.vertical:
        late = note.value > (widget.start + widget.end) / 2  # where there is no room on the right
        where = style.beside(color, level, left=late)
        axes.annotate(note.label, (place(note.value), 1), xycoords=("data", "axes fraction"), **where)
    else:
        axes.annotate(note.label, (1, note.value), xycoords=("axes fraction", "data"), **style.above(color))
