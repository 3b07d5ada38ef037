"""A file with ids of items, one a line."""

from collections.abc import Iterable

from tools import dynamodb_limits


class IdFileError(ValueError):
    """Lines of the file hold no item id; the message has their numbers."""


def item_ids(lines: Iterable[bytes]) -> frozenset[str]:
    """Return the ids; empty lines are allowed. Raises :class:`IdFileError`.

    Spaces belong to an id, as they do in a catalogue.
    """
    ids: set[str] = set()
    wrong: list[int] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            ids.add(dynamodb_limits.text(line.decode().rstrip("\r\n"), dynamodb_limits.LONGEST_PARTITION_KEY))
        except ValueError:
            wrong.append(number)
    if wrong:
        shown = ", ".join(map(str, wrong[:10]))
        raise IdFileError(f"no item id: line {shown}{' and more' if wrong[10:] else ''}")
    return frozenset(ids)
