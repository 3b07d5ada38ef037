"""Read the ``metrics`` of a widget: rows of namespace, name, dimensions and options, with shorthand.

``"."`` repeats what stands above, ``"..."`` all that comes before the last texts of a row; a row of options alone is an
expression.

Source: "Metric Widget: Format for Each Metric in the Array", Amazon CloudWatch API Reference,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

NO_ARRAY = (
    'Field "metrics" has to be an array of array of strings, with an optional metricRenderer object as last element'
)
NO_TEXT = "Invalid metric field type, only 'String' type is allowed"
COLOR = re.compile(r"#[0-9a-fA-F]{6}")
AXES = ("left", "right")

# Where a problem is, as steps into the rows, and what it is.
Problem = tuple[tuple[int | str, ...], str]


def problems(rows: Sequence[Any]) -> Iterator[Problem]:
    """Yield what is wrong with ``rows``, in CloudWatch's words as far as they are known."""
    seen: set[str] = set()
    for number, row in enumerate(rows):
        if not isinstance(row, list) or not row:
            yield (number,), "Should be array" if not isinstance(row, list) else "Should NOT have fewer than 1 items"
            yield (number,), NO_ARRAY
            continue
        texts, options = _split(row)
        for place, text in enumerate(texts):
            if not isinstance(text, str):
                yield (number, place), NO_TEXT
        if not texts and not isinstance(options.get("expression"), str):
            yield (number,), "Should have required property 'expression'"
        elif texts and "..." not in texts and (len(texts) < 2 or len(texts) % 2):
            yield (number,), "Should have a namespace, a name, and a value for each dimension"
        yield from _problems_of_options(number, options, seen)


def _problems_of_options(number: int, options: dict[str, Any], seen: set[str]) -> Iterator[Problem]:
    color, axis, identifier = options.get("color"), options.get("yAxis"), options.get("id")
    if color is not None and not (isinstance(color, str) and COLOR.fullmatch(color)):
        yield (number, "color"), 'Should match pattern "^#[0-9a-fA-F]{6}$"'
    if axis is not None and axis not in AXES:
        yield (number, "yAxis"), "Should be equal to one of the allowed values"
    if identifier is not None:
        if not (isinstance(identifier, str) and re.fullmatch(r"[a-z]\w*", identifier, re.ASCII)):
            yield (number, "id"), "Should start with a lower-case letter, and have letters, digits and _ alone"
        elif identifier in seen:
            yield (number, "id"), f"The id {identifier} is not unique"
        seen.add(str(identifier))


def _split(row: list[Any]) -> tuple[list[Any], dict[str, Any]]:
    return (row[:-1], row[-1]) if isinstance(row[-1], dict) else (row, {})


def expand(rows: Sequence[list[Any]]) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """Yield the texts of each row without shorthand, and its options. ``rows`` has no :func:`problems`."""
    above: list[str] = []
    for row in rows:
        texts, options = _split(row)
        if texts and texts[0] == "...":
            own = texts[1:]
            texts = above[: len(above) - len(own)] + own
        texts = [above[place] if text == "." and place < len(above) else text for place, text in enumerate(texts)]
        above = texts or above
        yield texts, options
