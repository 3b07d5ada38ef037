"""A file with ids of items, one a line."""

from collections.abc import Iterable

from tools import dynamodb_limits

# A quote as a spreadsheet writes it, and a byte order mark where two files were put together: no id begins so.
_NO_BEGINNINGS = ('"', "\N{BYTE ORDER MARK}")


class IdFileError(ValueError):
    """Lines of the file hold no item id; the message has their numbers."""


def item_ids(lines: Iterable[bytes]) -> frozenset[str]:
    """Return the ids; empty lines are allowed. Raises :class:`IdFileError`.

    Spaces belong to an id, as they do in a catalogue; a byte order mark at the beginning of the file does not.
    """
    ids: set[str] = set()
    wrong: list[int] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            if text.startswith(_NO_BEGINNINGS):
                raise ValueError
            ids.add(dynamodb_limits.text(text, dynamodb_limits.LONGEST_PARTITION_KEY))
        except ValueError:
            wrong.append(number)
    if wrong:
        shown = ", ".join(map(str, wrong[:10]))
        raise IdFileError(f"no item id: line {shown}{' and more' if wrong[10:] else ''}")
    return frozenset(ids)
