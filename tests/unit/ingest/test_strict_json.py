"""What counts as JSON."""

import re

import pytest

from ingest.domain.strict_json import NotJsonError, parse
from tests.support.unit.ids import shown


def test_a_document_is_parsed() -> None:
    assert parse(b' {"a": [1, 2.5, null, true, "\\u00e9"]} \n') == {"a": [1, 2.5, None, True, "é"]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"{} {}",
        b"{}x",
        b"{} // comment",
        b'{"a": 1,}',
        b"{'a': 1}",
        b'\xef\xbb\xbf{"a": 1}',
        '{"a": 1}'.encode("utf-16"),
        '{"a": "é"}'.encode("latin-1"),
        b'{"a": "\xc0\xaf"}',
        b'{"a": "\xed\xa0\x80"}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 4000 + b"}",
        b'{"a": 0.' + b"9" * 4000 + b"}",
        b'{"a": 1, "a": 2}',
        b'{"a": 1, "\\u0061": 2}',
        b'{"a": "line\nbreak"}',
        b"[" * 2000 + b"]" * 2000,
        b'{"a":' * 2000 + b"1" + b"}" * 2000,
    ],
    ids=lambda body: shown(body[:24]),
)
def test_what_is_not_strict_json_is_refused(body: bytes) -> None:
    with pytest.raises(NotJsonError):
        parse(body)


def test_a_refusal_repeats_nothing_of_the_body() -> None:
    with pytest.raises(NotJsonError) as refusal:
        parse(b'{"canary": canary}')
    assert "canary" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


TOO_LARGE = "The body must not hold a number that is too large."
ONE_OBJECT = "The body must be one JSON object."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", ONE_OBJECT),
        (b"{", ONE_OBJECT),
        (b"\xff", "The body must be UTF-8."),
        (b"[" * 201, "The body is nested too deeply."),
        (b"{" * 100 + b"[" * 101, "The body is nested too deeply."),
        (b'{"a": 1, "a": 1}', "The body must not hold the same member twice."),
        (b"NaN", "The body must not hold NaN or Infinity."),
        (b"9" * 65, TOO_LARGE),
        (b"0." + b"9" * 63, TOO_LARGE),
        (b"1e999", TOO_LARGE),
    ],
    ids=lambda value: shown(value[:12]),
)
def test_a_refusal_says_what_the_body_must_be(body: bytes, message: str) -> None:
    with pytest.raises(NotJsonError, match=f"^{re.escape(message)}$"):
        parse(body)


def test_the_longest_number_and_the_deepest_nesting_are_taken() -> None:
    assert parse(b"9" * 64) == int("9" * 64)
    assert parse(b"0." + b"1" * 62) == pytest.approx(0.1111111)
    assert parse(b"[" * 200 + b"]" * 200)
