"""Patterns for lines of fields: ``[ip, user, ..., status = 4*, bytes > 1000]``."""

import re

from local.cloudwatch.filter_pattern.condition import (
    MISSING,
    Condition,
    Match,
    PatternError,
    Resolve,
    parse_condition,
)

_FIELD = re.compile(r'\[([^\]]*)\]|"([^"]*)"|(\S+)')
_NAME = re.compile(r"\(*\s*([\w-]+)")
_REST = "..."


def compile_line_pattern(text: str) -> Match:
    """Return the matcher of a pattern in brackets. Raises :class:`PatternError`."""
    if not text.endswith("]"):
        raise PatternError("the closing bracket is missing")
    columns = [_column(item.strip()) for item in text[1:-1].split(",")]
    names = [name for name, _condition in columns]
    if names.count(_REST) > 1:
        raise PatternError("... stands for any number of fields and can be there once")

    def match(message: str) -> Resolve | None:
        values = _values(names, [next(filter(None, found.groups()), "") for found in _FIELD.finditer(message)])
        if values is None:
            return None

        def resolve(name: str) -> object:
            return values.get(name.removeprefix("$"), MISSING)

        return resolve if all(condition(resolve) for _name, condition in columns if condition) else None

    return match


def _column(item: str) -> tuple[str, Condition | None]:
    if item == _REST:
        return _REST, None
    name = _NAME.match(item)
    if not name:
        raise PatternError("a field needs a name")
    return name[1], None if name[1] == item else parse_condition(item)


def _values(names: list[str], fields: list[str]) -> dict[str, str] | None:
    if _REST not in names:
        return dict(zip(names, fields, strict=True)) if len(names) == len(fields) else None
    before, after = names[: names.index(_REST)], names[names.index(_REST) + 1 :]
    if len(fields) < len(before) + len(after):
        return None
    last = fields[len(fields) - len(after) :]
    return dict(zip(before, fields, strict=False)) | dict(zip(after, last, strict=True))
