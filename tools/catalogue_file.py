"""A file with a catalogue: JSON lines, read one by one, as often as is needed."""

import contextlib
import itertools
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, BinaryIO

from tools.catalogue_item import CatalogueError, Item, catalogue_item

# An item has at most 400 KiB, and JSON takes at most six bytes for each of them.
_LONGEST_LINE = 6 * 400 * 1024
_MOST_PROBLEMS = 10


class CatalogueFileError(ValueError):
    """Lines of the file hold no item; the message names the first of them and says why, a line each."""


class CatalogueFile:
    """The items of an open file; empty lines are allowed."""

    def __init__(self, lines: BinaryIO) -> None:
        self._lines = lines

    def check(self, progress: Callable[[int], None]) -> frozenset[str]:
        """Read everything and return the items' ids; ``progress`` gets the number of the line.

        Raises :class:`CatalogueFileError` where a line holds no item, or one that an earlier line holds.
        """
        problems: list[str] = []
        ids: set[str] = set()
        for number, line in self._numbered():
            progress(number)
            try:
                item_id = _item(line)["item_id"]["S"]
                if item_id in ids:
                    raise CatalogueError(f"same item_id as line {self._line_of(item_id)}")
                ids.add(item_id)
            except CatalogueError as problem:
                problems.append(f"line {number}: {problem}")
                if len(problems) == _MOST_PROBLEMS:
                    break
        if problems:
            raise CatalogueFileError("\n".join(problems))
        return frozenset(ids)

    def items(self) -> Iterator[Item]:
        """Yield the items of a file that was checked."""
        for _, line in self._numbered():
            yield _item(line)

    def _numbered(self) -> Iterator[tuple[int, bytes]]:
        """Yield the lines that are not empty, each with its number, and of one that is too long the beginning."""
        position = 0
        for number in itertools.count(1):
            self._lines.seek(position)
            line = rest = self._lines.readline(_LONGEST_LINE + 1)
            if not line:
                return
            position += len(line)
            while len(rest) > _LONGEST_LINE:
                rest = self._lines.readline(_LONGEST_LINE + 1)
                position += len(rest)
            if line.strip():
                yield number, line

    def _line_of(self, item_id: str) -> int:
        """Return the number of the first line with an item of that id."""
        for number, line in self._numbered():
            with contextlib.suppress(CatalogueError):
                if _item(line)["item_id"]["S"] == item_id:
                    return number
        raise AssertionError("An item that was read is read again.")


@contextlib.contextmanager
def opened(path: Path) -> Iterator[CatalogueFile]:
    """Open a catalogue. What can be read only once, as a pipe, is copied to the disk first. Raises ``OSError``."""
    with path.open("rb") as lines:
        if lines.seekable():
            yield CatalogueFile(lines)
            return
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(lines, copy)
            yield CatalogueFile(copy)


def _item(line: bytes) -> Item:
    if len(line) > _LONGEST_LINE:
        raise CatalogueError("is longer than an item can be")
    try:
        record = json.loads(line, parse_float=_decimal, parse_int=_decimal, parse_constant=_decimal)
    except (RecursionError, ValueError):
        raise CatalogueError("is not JSON in UTF-8") from None
    if not isinstance(record, dict):
        raise CatalogueError("is not a JSON object")
    return catalogue_item(record)


def _decimal(text: str) -> Any:
    try:
        return Decimal(text)
    except InvalidOperation:  # its exponent has too many digits
        return Decimal("Infinity")
