"""The input catalogue: what may arrive at POST /recommend, and what it gets.

One table for every place that answers: the function alone (tests/contracts/test_input.py) and a deployed API
(tests/e2e/test_input.py). A case is raw bytes and headers, as a client sends them; an API key is added by who sends it.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass

from tests.support.contracts.header_values import JSON_TYPE, MEDIA_TYPES, OTHER_HEADERS
from tests.support.contracts.member_values import BAD_CUSTOMER_IDS, BAD_TEXTS, GOOD_CUSTOMER_IDS, GOOD_TEXTS, NOT_UTF_8

SAMPLE = {"customer_id": "12345", "interest": "organic_food", "location": "Cape Town"}
PROBLEMS = {400: "invalid-request", 413: "payload-too-large", 415: "unsupported-media-type"}


@dataclass(frozen=True)
class Case:
    """One request and its status. ``body`` None means no body; a header may come more than once.

    ``gateway`` is the status of a deployed API where API Gateway, which looks first, must say something else.
    """

    name: str
    status: int
    body: bytes | None
    headers: tuple[tuple[str, str], ...] = tuple(JSON_TYPE.items())
    gateway: int | None = None

    @property
    def problem(self) -> str | None:
        """The name in the problem's type, or None for a request that is accepted."""
        return PROBLEMS.get(self.status)


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
    "no-break space before": b"\xc2\xa0" + _GOOD,
    "form feed before": b"\x0c" + _GOOD,
    "line separator between": _GOOD.replace(b", ", b",\xe2\x80\xa8"),
    "text of many lines": _GOOD.replace(b"organic_food", b"organic\nfood"),
    "undefined": b"undefined",
    "Python": repr({**SAMPLE, "interest": None}).encode(),
    "guard against inclusion": b")]}',\n" + _GOOD,
    "JSON sequence": b"\x1e" + _GOOD + b"\n",
    "YAML": b"customer_id: '1'\ninterest: x\nlocation: y\n",
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
    "leading plus": b'{"customer_id": +1, "interest": "x", "location": "y"}',
    "point without digits": b'{"customer_id": 1., "interest": "x", "location": "y"}',
    "point first": b'{"customer_id": .5, "interest": "x", "location": "y"}',
    "digits with underscores": b'{"customer_id": 1_000, "interest": "x", "location": "y"}',
    "minus zero": b'{"customer_id": -0, "interest": "x", "location": "y"}',
    "True": b'{"customer_id": True, "interest": "x", "location": "y"}',
    "duplicate member, the bad one last": _GOOD[:-1] + b', "customer_id": "someone@example.com"}',
    "duplicate member inside another": b'{"customer_id": {"a": 1, "a": 2}, "interest": "x", "location": "y"}',
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
    "prototype": _with(prototype={}),
    "toString": _with(toString="x"),
    "$ref": _with(**{"$ref": "#"}),
    "$schema": _with(**{"$schema": "http://json-schema.org/draft-04/schema#"}),
    "expires_at": _with(expires_at=0),
    "trace_header": _with(trace_header="Root=1-6740a1b2-0123456789abcdef01234567"),
    "600 members": _text({str(number): number for number in range(600)}),
    "name of 4000 characters": _with(**{"n" * 4000: "x"}),
    "name with NUL": _renamed("interest", "interest\x00"),
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


_NOT_UTF_8 = {
    f"{name} in {member}": _GOOD.replace(value.encode(), text)
    for member, value in SAMPLE.items()
    for name, text in NOT_UTF_8.items()
} | {"Latin-1 in a name": _GOOD.replace(b"interest", "intérest".encode("latin-1"))}


def _all() -> Iterator[Case]:
    groups = {"not JSON": _NOT_JSON, "not UTF-8": _NOT_UTF_8, "document": _OTHER_DOCUMENTS}
    for group, bodies in {**groups, "numbers and nesting": _NUMBERS_AND_NESTING}.items():
        for name, body in bodies.items():
            yield Case(f"{group}: {name}", 400, body)
    for name, value in BAD_CUSTOMER_IDS.items():
        yield Case(f"customer_id: {name}", 400, _with(customer_id=value))
    for member in ("interest", "location"):
        for name, value in BAD_TEXTS.items():
            yield Case(f"{member}: {name}", 400, _with(**{member: value}))
        for name, value in GOOD_TEXTS.items():
            yield Case(f"{member}: {name}", 202, _with(**{member: value}))
    for name, (status, headers) in MEDIA_TYPES.items():
        yield Case(f"media type: {name}", status, _GOOD, tuple(headers.items()))
    for name, (status, headers) in OTHER_HEADERS.items():
        yield Case(f"header: {name}", status, _GOOD, tuple({**JSON_TYPE, **headers}.items()))
    twice = (("Idempotency-Key", "first-key"), ("Idempotency-Key", "other-key"))
    yield Case("header: two keys", 400, _GOOD, (*JSON_TYPE.items(), *twice))
    yield Case("size: 8192 bytes", 202, _GOOD + b" " * (8192 - len(_GOOD)))
    yield Case("size: 8193 bytes", 413, _GOOD + b" " * (8193 - len(_GOOD)))
    yield Case("size: 100 KB", 413, _with(interest="x" * 100_000))
    # The function looks at the size first, the gateway at the JSON: it is not valid either way.
    yield Case("size: 1 MB of brackets", 413, b"[" * 1_000_000, gateway=400)
    yield Case(
        "escaped sample", 202, b'{"customer_id": "12345", "interest": "\\u006frganic_food", "location": "Cape Town"}'
    )
    yield Case(
        "escaped surrogate pair", 202, b'{"customer_id": "12345", "interest": "\\ud83d\\ude00", "location": "y"}'
    )
    yield Case("unescaped UTF-8", 202, json.dumps({**SAMPLE, "interest": "有機😀"}, ensure_ascii=False).encode())
    yield Case("white space between tokens", 202, json.dumps(SAMPLE, indent=4).replace("\n", "\r\n").encode())
    yield Case("members in another order", 202, _text(dict(reversed(SAMPLE.items()))))
    for name, value in GOOD_CUSTOMER_IDS.items():
        yield Case(f"customer_id: {name}", 202, _with(customer_id=value))


CASES = tuple(_all())
