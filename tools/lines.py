"""Values that people bring in a file, one a line, as an editor, a spreadsheet or another system has written it."""

import codecs
import io
import re
from collections.abc import Iterator, Mapping

_MOST_NAMED = 10
# What office programs and scanners write, by the first bytes: workbooks of two kinds, and a document.
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-")
# A pattern, and where a line that matches it comes from.
_FLAWS = tuple(
    (re.compile(pattern, re.ASCII | re.IGNORECASE), reason)
    for pattern, reason in (
        ("[\0\N{REPLACEMENT CHARACTER}]", "not UTF-8: save the file as UTF-8"),
        ("\N{BYTE ORDER MARK}", "a byte order mark in the middle: the file was put together of several"),
        ("^=", "a formula"),
        (
            r"^[+-]?\d+(\.\d+|([.,]\d+)?e[+-]?\d+)$",
            "a number that a spreadsheet has shortened: format the column as text",
        ),
        (r"[,;\t]", "more than one column: keep the ids alone"),
        ('^"', "a quotation mark that is not closed"),
        (
            "^['\N{LEFT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}]",
            "other quotation marks than a spreadsheet's",
        ),
    )
)


class RefusedLinesError(ValueError):
    """Lines hold no value that is wanted; the message has their numbers and the reasons, and repeats none of them."""

    def __init__(self, reasons: Mapping[int, str]) -> None:
        lines = [f"line {number}: {reason}" for number, reason in reasons.items()]
        rest = len(lines) - _MOST_NAMED
        super().__init__("\n".join([*lines[:_MOST_NAMED], *([f"and {rest} more lines"] if rest > 0 else [])]))


def numbered(content: bytes, heading: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not empty, each with its number, without spaces around them and a spreadsheet's quotes.

    The text is UTF-8, or UTF-16 with a byte order mark; a first line that is the ``heading`` is left out. Bytes that
    are no text become U+FFFD. Raises :class:`RefusedLinesError` for a file that is no text at all.
    """
    if content.startswith(_NO_TEXT):
        raise RefusedLinesError({1: "a workbook or document, no text: export the ids as text or CSV, in UTF-8"})
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    text = io.StringIO(content.decode(encoding, errors="replace"), newline=None)
    for number, line in enumerate(text, start=1):
        value = _unquoted(line.strip())
        if value and not (number == 1 and value.casefold() == heading):
            yield number, value


def flaw(value: str) -> str | None:
    """Return what is wrong with a line that should hold one plain value, as far as files are known to be wrong."""
    return next((reason for pattern, reason in _FLAWS if pattern.search(value)), None)


def _unquoted(text: str) -> str:
    """Return what a cell in quotes holds; anything else as it is."""
    inner = text[1:-1]
    return inner.strip() if text == f'"{inner}"' and '"' not in inner else text
