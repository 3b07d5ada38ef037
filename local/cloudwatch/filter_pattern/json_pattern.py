"""Patterns for JSON messages: ``{ $.status = 5* && $.requests[0].latency > 100 }``."""

import functools
import json
import re
from typing import Any

from local.cloudwatch.filter_pattern.condition import MISSING, Match, PatternError, Resolve, parse_condition

_STEP = re.compile(r"\.?\['([^']*)'\]|\[(\d+|\*)\]|\.([\w-]+)")


def compile_json_pattern(text: str) -> Match:
    """Return the matcher of a pattern in braces. Raises :class:`PatternError`."""
    if not text.endswith("}"):
        raise PatternError("the closing brace is missing")
    condition = parse_condition(text[1:-1])

    def match(message: str) -> Resolve | None:
        document = _parse(message)
        resolve = functools.partial(_resolve, document)
        return resolve if isinstance(document, dict | list) and condition(resolve) else None

    return match


@functools.lru_cache(maxsize=1)
def _parse(message: str) -> Any:
    # several filters look at one message after another
    if not message.lstrip().startswith(("{", "[")):
        return MISSING
    try:
        return json.loads(message)
    except (ValueError, RecursionError):
        return MISSING


def _resolve(document: Any, selector: str) -> Any:
    if not selector.startswith("$"):
        return MISSING
    value, position = document, 1
    while position < len(selector):
        step = _STEP.match(selector, position)
        if not step:
            return MISSING
        position = step.end()
        key, index = step[1] or step[3], step[2]
        if index == "*":
            # any element: the first one that has the rest of the path
            rest = (_resolve(item, "$" + selector[position:]) for item in value) if isinstance(value, list) else ()
            return next((found for found in rest if found is not MISSING), MISSING)
        if index is not None:
            value = value[int(index)] if isinstance(value, list) and int(index) < len(value) else MISSING
        else:
            value = value.get(key, MISSING) if isinstance(value, dict) else MISSING
        if value is MISSING:
            return MISSING
    return value
