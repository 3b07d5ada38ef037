"""The input catalogue: what may arrive at POST /recommend, and the status that it gets.

One table for every place that answers: the function alone (tests/contracts/test_input.py) and a deployed API. A case
is raw bytes and headers, as a client sends them; an API key is added by who sends it. ``Case.body`` None means no body.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.contracts.member_values import BAD_CUSTOMER_IDS, BAD_TEXTS, GOOD_TEXTS

SAMPLE = {"customer_id": "12345", "interest": "organic_food", "location": "Cape Town"}
_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Case:
    """One request and its status."""

    name: str
    status: int
    body: bytes | None
    headers: Mapping[str, str] = field(default_factory=lambda: _JSON)


def _text(document: object) -> bytes:
    return json.dumps(document).encode()


def _with(**members: object) -> bytes:
    return _text({**SAMPLE, **members})


def _without(*names: str) -> bytes:
    return _text({name: value for name, value in SAMPLE.items() if name not in names})


def _renamed(old: str, new: str) -> bytes:
    return _text({new if name == old else name: value for name, value in SAMPLE.items()})


_GOOD = _text(SAMPLE)

_NOT_JSON: dict[str, bytes | None] = {
    "no body": None,
    "empty body": b"",
    "blank body": b" \r\n\t ",
    "truncated": _GOOD[:-1],
    "truncated in a string": _GOOD[:-5],
    "trailing junk": _GOOD + b"x",
    "trailing NUL": _GOOD + b"\x00",
    "two documents": _GOOD + _GOOD,
    "two documents on lines": _GOOD + b"\n" + _GOOD,
    "line comment": _GOOD + b"// more",
    "block comment": b"/* first */" + _GOOD,
    "trailing comma": _GOOD[:-1] + b",}",
    "single quotes": _GOOD.replace(b'"', b"'"),
    "bare names": _GOOD.replace(b'"interest"', b"interest"),
    "raw control character in a string": _GOOD.replace(b"organic_food", b"organic\x01food"),
    "bad escape": _GOOD.replace(b"organic_food", b"organic\\qfood"),
    "bad unicode escape": _GOOD.replace(b"organic_food", b"\\u12"),
    "byte order mark": b"\xef\xbb\xbf" + _GOOD,
    "UTF-16": _GOOD.decode().encode("utf-16"),
    "UTF-16 without mark": _GOOD.decode().encode("utf-16-le"),
    "UTF-32": _GOOD.decode().encode("utf-32"),
    "Latin-1": '{"customer_id": "1", "interest": "caf\xe9", "location": "x"}'.encode("latin-1"),
    "overlong UTF-8": _GOOD.replace(b"organic_food", b"\xc0\xaf"),
    "UTF-8 surrogate": _GOOD.replace(b"organic_food", b"\xed\xa0\x80"),
    "beyond Unicode": _GOOD.replace(b"organic_food", b"\xf4\x90\x80\x80"),
    "lone continuation byte": _GOOD.replace(b"organic_food", b"\x80"),
    "gzip without header": gzip.compress(_GOOD, mtime=0),
    "XML": b"<preference/>",
    "form": b"customer_id=1&interest=x&location=y",
    "random bytes": bytes(range(128, 256)),
}

_NUMBERS_AND_NESTING: dict[str, bytes] = {
    "NaN": b'{"customer_id": NaN, "interest": "x", "location": "y"}',
    "Infinity": b'{"customer_id": "1", "interest": Infinity, "location": "y"}',
    "minus Infinity": b'{"customer_id": "1", "interest": "x", "location": -Infinity}',
    "4000 digits": b'{"customer_id": ' + b"9" * 4000 + b', "interest": "x", "location": "y"}',
    "4000 digits after the point": b'{"customer_id": 0.' + b"9" * 4000 + b', "interest": "x", "location": "y"}',
    "1e999": b'{"customer_id": 1e999, "interest": "x", "location": "y"}',
    "leading zero": b'{"customer_id": 012345, "interest": "x", "location": "y"}',
    "hexadecimal": b'{"customer_id": 0x10, "interest": "x", "location": "y"}',
    "duplicate member": _GOOD[:-1] + b', "interest": "books"}',
    "duplicate member with equal value": _GOOD[:-1] + b', "interest": "organic_food"}',
    "duplicate member by escape": _GOOD[:-1] + b', "\\u0069nterest": "books"}',
    "nested 9 deep": _with(interest=json.loads("[" * 9 + "]" * 9)),
    "nested objects 2000 deep": b'{"a":' * 1300 + b"1" + b"}" * 1300,
    "nested arrays 2000 deep": b"[" * 2000 + b"]" * 2000,
    "2000 opening brackets": b"[" * 2000,
}

_OTHER_DOCUMENTS: dict[str, bytes] = {
    "array": _text([SAMPLE]),
    "empty array": b"[]",
    "string": _text("organic_food"),
    "JSON in a string": _text(_GOOD.decode()),
    "number": b"12345",
    "null": b"null",
    "true": b"true",
    "empty object": b"{}",
    "without customer_id": _without("customer_id"),
    "without interest": _without("interest"),
    "without location": _without("location"),
    "with customer_id only": _without("interest", "location"),
    "unknown member": _with(email="someone@example.com"),
    "unknown member with null": _with(extra=None),
    "empty member name": _with(**{"": "x"}),
    "__proto__": _with(__proto__={"admin": True}),
    "constructor": _with(constructor="x"),
    "event_id": _with(event_id="7f0c2e1a-9d3b-4c55-8a53-0f6f2f1f9a10"),
    "timestamp": _with(timestamp="2026-11-22T20:32:45.123Z"),
    "wrong case": _renamed("interest", "Interest"),
    "capitals": _renamed("customer_id", "CUSTOMER_ID"),
    "camel case": _renamed("customer_id", "customerId"),
    "name with a space": _renamed("interest", "interest "),
    "name with a zero width space": _renamed("interest", "inter\u200best"),
    "homoglyph name": _renamed("location", "lосation"),
    "DynamoDB JSON": _text({name: {"S": value} for name, value in SAMPLE.items()}),
}

_MEDIA_TYPES: dict[str, tuple[int, dict[str, str]]] = {
    "none": (415, {}),
    "empty": (415, {"Content-Type": ""}),
    "text/plain": (415, {"Content-Type": "text/plain"}),
    "text/json": (415, {"Content-Type": "text/json"}),
    "form": (415, {"Content-Type": "application/x-www-form-urlencoded"}),
    "multipart": (415, {"Content-Type": "multipart/form-data; boundary=x"}),
    "octets": (415, {"Content-Type": "application/octet-stream"}),
    "problem+json": (415, {"Content-Type": "application/problem+json"}),
    "JSON lines": (415, {"Content-Type": "application/jsonl"}),
    "two types": (415, {"Content-Type": "application/json, text/plain"}),
    "Latin-1": (415, {"Content-Type": "application/json; charset=iso-8859-1"}),
    "UTF-16": (415, {"Content-Type": "application/json; charset=utf-16"}),
    "declared gzip": (415, {**_JSON, "Content-Encoding": "gzip"}),
    "declared br": (415, {**_JSON, "Content-Encoding": "br"}),
    "charset": (202, {"Content-Type": "application/json; charset=utf-8"}),
    "quoted charset in capitals": (202, {"Content-Type": 'application/json; charset="UTF-8"'}),
    "capitals": (202, {"Content-Type": "APPLICATION/JSON"}),
    "other parameter": (202, {"Content-Type": "application/json; v=1"}),
    "identity": (202, {**_JSON, "Content-Encoding": "identity"}),
}

_OTHER_HEADERS: dict[str, tuple[int, dict[str, str]]] = {
    "method override is ignored": (202, {"X-HTTP-Method-Override": "DELETE"}),
    "unknown header is ignored": (202, {"X-Customer": "someone"}),
    "foreign trace context is ignored": (
        202,
        {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
    ),
    "key of 8 characters": (202, {"Idempotency-Key": "k-8-char"}),
    "key of 128 characters": (202, {"Idempotency-Key": "k" * 128}),
    "UUID key": (202, {"Idempotency-Key": "0f5a3f8e-5f0b-4f7e-9a66-3d6c0a1b2c3d"}),
    "key of any visible ASCII": (202, {"Idempotency-Key": "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"}),
    "key of 7 characters": (400, {"Idempotency-Key": "7-chars"}),
    "key of 129 characters": (400, {"Idempotency-Key": "k" * 129}),
    "key with a space": (400, {"Idempotency-Key": "1234 5678"}),
    "key with a tab": (400, {"Idempotency-Key": "1234\t5678"}),
}


def _all() -> Iterator[Case]:
    groups = {"not JSON": _NOT_JSON, "numbers and nesting": _NUMBERS_AND_NESTING, "document": _OTHER_DOCUMENTS}
    for group, bodies in groups.items():
        for name, body in bodies.items():
            yield Case(f"{group}: {name}", 400, body)
    for name, value in BAD_CUSTOMER_IDS.items():
        yield Case(f"customer_id: {name}", 400, _with(customer_id=value))
    for member in ("interest", "location"):
        for name, value in BAD_TEXTS.items():
            yield Case(f"{member}: {name}", 400, _with(**{member: value}))
        for name, value in GOOD_TEXTS.items():
            yield Case(f"{member}: {name}", 202, _with(**{member: value}))
    for name, (status, headers) in _MEDIA_TYPES.items():
        yield Case(f"media type: {name}", status, _GOOD, headers)
    for name, (status, headers) in _OTHER_HEADERS.items():
        yield Case(f"header: {name}", status, _GOOD, {**_JSON, **headers})
    yield Case("size: 8192 bytes", 202, _GOOD + b" " * (8192 - len(_GOOD)))
    yield Case("size: 8193 bytes", 413, _GOOD + b" " * (8193 - len(_GOOD)))
    yield Case("size: 100 KB", 413, _with(interest="x" * 100_000))
    yield Case("size: 1 MB of brackets", 413, b"[" * 1_000_000)
    yield Case(
        "escaped sample", 202, b'{"customer_id": "12345", "interest": "\\u006frganic_food", "location": "Cape Town"}'
    )
    yield Case(
        "escaped surrogate pair", 202, b'{"customer_id": "12345", "interest": "\\ud83d\\ude00", "location": "y"}'
    )
    yield Case("unescaped UTF-8", 202, json.dumps({**SAMPLE, "interest": "有機😀"}, ensure_ascii=False).encode())
    yield Case("white space between tokens", 202, json.dumps(SAMPLE, indent=4).replace("\n", "\r\n").encode())
    yield Case("members in another order", 202, _text(dict(reversed(SAMPLE.items()))))
    yield Case("customer_id: 64 characters", 202, _with(customer_id="c" * 64))
    yield Case("customer_id: one hyphen", 202, _with(customer_id="-"))
    yield Case("customer_id: leading zeros", 202, _with(customer_id="000"))
    yield Case("customer_id: UUID", 202, _with(customer_id="0f5a3f8e-5f0b-4f7e-9a66-3d6c0a1b2c3d"))


CASES = tuple(_all())
