"""Documents of requests as they should be: what a trace of the pipeline holds, service by service."""

from typing import Any

from local.xray.segments import Document

START = 1_709_200_000.0


def trace_id(number: int) -> str:
    return f"1-65e00000-{number:024x}"


def event_id(number: int) -> str:
    return f"7f0c0000-0000-4000-8000-{number:012x}"


def request(number: int, deliveries: int = 1, consumers: int = 1) -> list[Document]:
    """Return the documents of request ``number``; its record is delivered and its message consumed so many times.

    The stage has ``storefront``, the functions are ``ingest`` and ``recommender``, the topic is ``offers``.
    """
    annotations = {"event_id": event_id(number)}
    stored = _entity(number, 3, "record preference", 3, 8, annotations=annotations)
    stored["subsegments"] = [_call(number, 4, "dynamodb", "PutItem", 4, 7)]
    documents = [
        _segment(number, 0, None, "storefront/v1", 0, 12, origin="AWS::ApiGateway::Stage"),
        _segment(number, 1, 0, "ingest", 1, 11, origin="AWS::Lambda"),
        _segment(number, 2, 1, "ingest", 2, 10, origin="AWS::Lambda::Function"),
        {**stored, "trace_id": trace_id(number), "parent_id": _id(number, 2), "type": "subsegment"},
    ]
    for delivery in range(deliveries):
        documents += _delivery(number, 100 * (delivery + 1), consumers, annotations)
    return documents


def _delivery(number: int, base: int, consumers: int, annotations: dict[str, str]) -> list[Document]:
    """Return what one delivery of the stream's record makes, ``base`` ms after the request: it outlasts its parent."""
    record = _segment(number, base, 3, "recommender", base, base + 30, origin="AWS::Lambda::Function")
    record["annotations"] = {**annotations, "stream_event_id": "e", "strategy": "catalogue"}
    record["subsegments"] = [
        _call(number, base + 1, "dynamodb", "Query", base + 1, base + 9),
        _call(number, base + 2, "sns", "Publish", base + 10, base + 20),
    ]
    topic = _segment(number, base + 3, base + 2, "offers", base + 15, base + 25, origin="AWS::SNS")
    consumed = [
        _segment(number, base + 4 + consumer, base + 3, "consumer", base + 40, base + 50)
        for consumer in range(consumers)
    ]
    return [record, topic, *consumed]


def _id(number: int, place: int) -> str:
    return f"{number:08x}{place:08x}"


def _entity(number: int, place: int, name: str, start: int, end: int, **fields: Any) -> Document:
    """Return a subsegment; times are milliseconds after the request."""
    begin = START + number
    times = {"start_time": begin + start / 1000, "end_time": begin + end / 1000}
    return {"id": _id(number, place), "name": name, **times, **fields}


def _call(number: int, place: int, name: str, operation: str, start: int, end: int) -> Document:
    return _entity(number, place, name, start, end, namespace="aws", aws={"operation": operation})


def _segment(number: int, place: int, parent: int | None, name: str, start: int, end: int, **fields: Any) -> Document:
    above = {} if parent is None else {"parent_id": _id(number, parent)}
    return {**_entity(number, place, name, start, end, **fields), "trace_id": trace_id(number), **above}
