"""Ways in which the good traces become bad, each with the rules that it breaks."""

import copy
from collections.abc import Callable
from typing import Any

from local.xray.segments import MAX_DOCUMENT_BYTES, Document
from tests.support.tracing.good_traces import event_id, trace_id

CANARY = 'can"ary-é'
Change = Callable[[dict[str, Document]], Any]


def changed(documents: list[Document], change: Change) -> list[Document]:
    """Return the documents with ``change`` made. It gets them by what they are, and removes one by ``pop``."""
    kept = copy.deepcopy(documents)
    by_name = {}
    for document in kept:
        by_name[f"{document['name']} {document.get('origin', '').rpartition('::')[2]}".strip()] = document
    change(by_name)
    return list(by_name.values())


def update(name: str, /, **fields: Any) -> Change:
    return lambda documents: documents[name].update(fields)


def later(name: str, of: str, seconds: float) -> Change:
    """Move one time of a document, ``start_time`` or ``end_time``."""
    return lambda documents: documents[name].update({of: documents[name][of] + seconds})


def without(name: str) -> Change:
    return lambda documents: documents.pop(name)


def inside(name: str, number: int, /, **fields: Any) -> Change:
    """Change a subsegment."""
    return lambda documents: documents[name]["subsegments"][number].update(fields)


def below(name: str, parent: str) -> Change:
    return lambda documents: documents[name].update(parent_id=documents[parent]["id"])


def same_id(name: str, other: str) -> Change:
    return lambda documents: documents[name]["subsegments"][0].update(id=documents[other]["id"])


def twice(name: str) -> Change:
    return lambda documents: documents.update(again=documents[name])


def a_subsegment_that_outlasts_its_segment(documents: dict[str, Document]) -> None:
    record = documents["recommender Function"]
    record["subsegments"][0]["end_time"] = record["end_time"] + 0.001


MUTATIONS: list[tuple[str, Change, set[str]]] = [
    ("no root", without("storefront/v1 Stage"), {"root", "parent"}),
    ("two roots", lambda documents: documents["offers SNS"].pop("parent_id"), {"root"}),
    ("a parent that never came", without("record preference"), {"parent"}),
    ("a parent of no trace", update("recommender Function", parent_id="f" * 16), {"parent"}),
    ("a cycle", below("storefront/v1 Stage", "consumer"), {"root", "cycle", "time"}),
    ("its own parent", below("offers SNS", "offers SNS"), {"cycle"}),
    ("starts before its parent", later("recommender Function", "start_time", -5), {"time"}),
    ("a consumer before its topic", later("consumer", "start_time", -1), {"time"}),
    ("outlasts who waits", later("ingest Lambda", "end_time", 1), {"time"}),
    ("the invocation outlasts Lambda", later("ingest Function", "end_time", 1), {"time"}),
    ("outlasts its segment", a_subsegment_that_outlasts_its_segment, {"time"}),
    ("sent twice", twice("recommender Function"), {"id"}),
    ("an id of another", same_id("recommender Function", "consumer"), {"id"}),
    ("too large", update("consumer", metadata={"pad": "x" * MAX_DOCUMENT_BYTES}), {"document"}),
    ("a bad name", update("consumer", name="offers?"), {"document"}),
    ("a bad name inside", inside("recommender Function", 1, name="<sns>"), {"document", "parent"}),
    ("a bad annotation key", update("consumer", annotations={"event-id": "1"}), {"document"}),
    ("a bad id", update("consumer", id="123"), {"document"}),
    ("an upper-case trace id", update("consumer", trace_id=trace_id(0).replace("e", "E")), {"document"}),
    ("no end", lambda documents: documents["consumer"].pop("end_time"), {"document"}),
    ("personal metadata", update("consumer", metadata={"who": [CANARY]}), {"personal"}),
    (
        "a personal exception",
        inside("recommender Function", 0, cause={"exceptions": [{"message": CANARY}]}),
        {"personal"},
    ),
    ("a personal key", update("consumer", metadata={f"x{CANARY}x": 1}), {"personal"}),
    ("another record's event", update("consumer", annotations={"event_id": event_id(99)}), {"event"}),
]
