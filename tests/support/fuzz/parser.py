"""What must hold for anything that reaches the parser of POST /recommend, and the search for input that breaks it.

:func:`check` is the rule. As a program this module is a fuzz target of libFuzzer, which keeps whatever input reaches
new code and goes on from there (https://github.com/google/atheris); its options are libFuzzer's, and a file as argument
repeats one case: ``PYTHONPATH=functions .venv/bin/python -m tests.support.fuzz.parser FILE``.
"""

import base64
import json
import signal
import sys
from contextlib import nullcontext
from dataclasses import asdict
from typing import Any

if __name__ == "__main__":
    import atheris

    _instrumented = atheris.instrument_imports(include=["ingest", "shared"])
else:
    _instrumented = nullcontext()
with _instrumented:
    from ingest.adapters import http_request
    from ingest.adapters.problems import problem
    from ingest.domain import interest_request, recording
    from ingest.domain.model import RefusedError
    from shared.interest_event import InterestEvent
    from shared.trace_header import TraceHeader

from tests.support.contracts import name_rule
from tests.support.contracts.documents import validator
from tests.support.fakes.events import NOW, TRACE_ID
from tests.support.fakes.ingest import MemoryInterests

BASE64, MULTI_VALUE_HEADERS, BASE64_TEXT = 1, 2, 4
_MOST_TEXTS = 40
_request_schema, _event_schema = validator("recommend-request"), validator("interest-event")
_refusals: set[tuple[str, str | None]] = set()


def as_event(data: bytes) -> tuple[dict[str, Any], bytes | None]:
    """Return API Gateway's event for ``data``, and the body that the function must see (None: any).

    ``data`` is a digit for the form of the event, then a request as HTTP writes it: header lines, a blank line, the
    body. The form's bits: the body travels in base64; the headers are multi-value; the body is base64 as it stands.
    """
    form = data[0] if data else 0
    head, _, body = data[1:].partition(b"\n\n")
    headers: dict[str, list[str]] = {}
    for line in head.split(b"\n"):
        name, _, value = line.decode("latin-1").partition(":")
        headers.setdefault(name, []).append(value)
    event: dict[str, Any] = {"isBase64Encoded": bool(form & (BASE64 | BASE64_TEXT))}
    if form & MULTI_VALUE_HEADERS:
        event["multiValueHeaders"] = headers
    else:
        event["headers"] = {name: values[-1] for name, values in headers.items()}
    if form & BASE64_TEXT:
        event["body"] = body.decode("latin-1")
        return event, None
    event["body"] = base64.b64encode(body).decode() if form & BASE64 else body.decode("utf-8", "surrogateescape")
    return event, body


def check(data: bytes) -> None:
    """Parse the request ``data``. Raises ``AssertionError`` when a rule is broken, or what else the parser lets out.

    Accepted is exactly what the reference implementation of JSON Schema accepts, and it survives being stored.
    """
    event, sent = as_event(data)
    try:
        request = http_request.read(event)
    except RefusedError as refusal:
        _check_refusal(refusal)
        return
    assert sent is None or request.body == sent, "the body was changed"
    assert len(request.body) <= http_request.MAX_BODY_BYTES
    expected = reference(request.body)
    try:
        accepted = interest_request.read(request.body)
    except RefusedError as refusal:
        _check_refusal(refusal)
        assert expected is None, "the schema accepts what was refused"
        return
    assert asdict(accepted) == expected, "the schema refuses what was accepted"
    _check_round_trip(accepted, request)


def reference(body: bytes) -> object | None:
    """Return the document in ``body`` where the contract accepts it, read without any code of the function."""
    try:
        document = json.loads(body.decode("utf-8"), object_pairs_hook=_distinct)
    except (ValueError, RecursionError):
        return None
    if not _request_schema.is_valid(document):
        return None
    return document if all(name_rule.allows(document[member]) for member in ("interest", "location")) else None


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError
    return dict(pairs)


def _check_refusal(refusal: RefusedError) -> None:
    response = problem(refusal.slug, refusal.detail, "request", TRACE_ID)
    assert 400 <= response.status < 500
    # Texts that repeat what was sent would have no end.
    _refusals.add((refusal.slug, refusal.detail))
    assert len(_refusals) <= _MOST_TEXTS, "the texts of refusals depend on values"


def _check_round_trip(accepted: interest_request.InterestRequest, request: http_request.HttpRequest) -> None:
    assert interest_request.read(json.dumps(asdict(accepted)).encode()) == accepted
    assert interest_request.read(json.dumps(asdict(accepted), ensure_ascii=False).encode()) == accepted
    store = MemoryInterests()
    event_id = recording.new_event_id(request.caller, accepted.customer_id, request.idempotency_key)
    header = TraceHeader.parse(f"Root={TRACE_ID};Parent=53995c3f42cd8ad8;Sampled=1")
    assert header is not None
    recording.record(accepted, event_id=event_id, trace_header=header, now=NOW, ttl_days=30, store=store)
    stored = store.events[accepted.customer_id, event_id]
    _event_schema.validate(asdict(stored))
    assert InterestEvent.from_item(stored.to_item()) == stored


def _check_once(data: bytes) -> None:
    try:
        check(data)
    except BaseException:
        # Python's end gives the signal of libFuzzer's clock back to the system, and a tick would then end the process
        # before the case is written.
        signal.setitimer(signal.ITIMER_REAL, 0)
        raise


if __name__ == "__main__":
    from tests.support.fuzz.mutator import mutate

    atheris.Setup(sys.argv, _check_once, custom_mutator=mutate)
    atheris.Fuzz()
