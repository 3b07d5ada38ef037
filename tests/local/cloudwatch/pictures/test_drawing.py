"""Pictures show what a widget says, in colours that everybody can tell apart."""

import io
import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from local.cloudwatch.pictures import style
from local.cloudwatch.pictures.drawing import draw
from local.cloudwatch.pictures.reading import Drawn
from local.cloudwatch.pictures.time_series import runs
from local.cloudwatch.pictures.widget import Widget

# Row and moment → value
Value = Callable[[int, float], float | None]

NOW = 1_800_000_000.0
ROWS = [["Shop", "Sales", {"period": 60}], ["Shop", "Returns", {"period": 60}]]
THRESHOLD = {"horizontal": [{"value": 50, "label": "limit"}]}

# What somebody without the cones of one kind sees, of linear RGB. Source: Machado, Oliveira and Fernandes, "A
# Physiologically-based Model for Simulation of Color Vision Deficiency", 2009, severity 1.
SEEN_BY = {
    "protanope": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranope": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanope": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def picture(
    value: Callable[[int, float], float | None] = lambda row, _: 10.0 * row + 10, **content: Any
) -> Image.Image:
    widget = Widget.parse(json.dumps({"metrics": ROWS, "start": "-PT30M", **content}), NOW, "eu-west-1")
    drawn = []
    for row, graph in enumerate(widget.graphs):
        values = {NOW - 60 * minute: value(row, NOW - 60 * minute) for minute in range(1, 31)}
        points = {start: found for start, found in values.items() if found is not None}
        drawn.append(Drawn(graph, f"row {row}", "Count", points))
    return Image.open(io.BytesIO(draw(widget, drawn))).convert("RGB")


def rgb(color: str) -> tuple[int, ...]:
    return tuple(int(color[place : place + 2], 16) for place in (1, 3, 5))


def pixels(image: Image.Image, color: str) -> int:
    return sum(count for count, found in image.getcolors(image.width * image.height) or [] if found == rgb(color))


@pytest.mark.parametrize("view", ["timeSeries", "bar", "pie"])
def test_each_view_has_the_size_that_was_asked_for_and_a_colour_for_each_metric(view: str) -> None:
    image = picture(view=view, width=500, height=300)
    assert image.size == (500, 300)
    assert all(pixels(image, color) > 50 for color in style.PALETTE[:2])


@pytest.mark.parametrize("view", ["timeSeries", "bar"])
def test_a_threshold_is_a_line_across_also_above_all_values(view: str) -> None:
    assert pixels(picture(view=view, annotations=THRESHOLD), style.ANNOTATION) > 150
    assert pixels(picture(view=view), style.ANNOTATION) == 0


def test_a_moment_is_a_line_from_top_to_bottom() -> None:
    vertical = {"vertical": [{"value": "-PT10M", "label": "v7", "color": "#123456"}]}
    assert pixels(picture(annotations=vertical), "#123456") > 100


def test_own_colours_are_kept_and_leave_the_others_their_own() -> None:
    own = style.PALETTE[0]
    assert style.colors([None, own, None]) == [style.PALETTE[1], own, style.PALETTE[2]]


def test_a_stack_fills_what_lines_do_not() -> None:
    def white(**content: Any) -> int:
        return pixels(picture(**content), "#FFFFFF")

    assert white(stacked=True) < 0.8 * white()


def test_a_line_ends_where_data_is_missing() -> None:
    assert list(runs({0: 1.0, 60: 1.0, 240: 1.0}, 60)) == [[0, 60], [240]]
    gap = picture(lambda row, start: 10.0 if row == 0 and not NOW - 1200 < start < NOW - 600 else None)
    assert 50 < pixels(gap, style.PALETTE[0]) < 0.8 * pixels(picture(), style.PALETTE[0])


@pytest.mark.parametrize("view", ["timeSeries", "bar", "pie"])
def test_nothing_to_draw_is_no_error(view: str) -> None:
    assert picture(lambda _row, _start: None, view=view, annotations=THRESHOLD, title="Nothing").size == (600, 400)


@pytest.mark.filterwarnings("ignore:constrained_layout not applied")  # the smallest have no room for axes
@pytest.mark.parametrize("size", [(1, 1), (60, 40), (2000, 2000)])
def test_any_size_that_is_allowed_can_be_drawn(size: tuple[int, int]) -> None:
    assert picture(width=size[0], height=size[1], title="Sales", annotations=THRESHOLD).size == size


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.25, "0.25"), (9500, "9500"), (15_000, "15k"), (2_500_000, "2.5M"), (3e9, "3G")]
)
def test_axes_say_numbers_shortly(value: float, text: str) -> None:
    assert style.number(value) == text


def lightness_and_colour(color: str, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """Return the colour in CIE L*a*b* as it is seen through ``matrix``."""
    linear = [(value / 255) ** 2.2 for value in rgb(color)]
    seen = [min(1.0, max(0.0, sum(m * value for m, value in zip(row, linear, strict=True)))) for row in matrix]
    to_xyz = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8728))
    x, y, z = (
        value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116
        for value in (sum(m * part for m, part in zip(row, seen, strict=True)) for row in to_xyz)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("who", SEEN_BY)
def test_people_with_every_kind_of_colour_blindness_tell_the_colours_apart(who: str) -> None:
    colors = (*style.PALETTE, "#FFFFFF")
    seen = {color: lightness_and_colour(color, SEEN_BY[who]) for color in colors}
    distances = {
        pair: sum((a - b) ** 2 for a, b in zip(seen[pair[0]], seen[pair[1]], strict=True)) ** 0.5
        for pair in itertools.combinations(colors, 2)
    }
    assert min(distances.values()) > 10, min(distances, key=lambda pair: distances[pair])
