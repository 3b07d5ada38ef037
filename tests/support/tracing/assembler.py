"""Puts together what was sent to X-Ray and says what is wrong with it: the proof that one request makes one trace.

It takes segment documents as they travel, of one trace or of many, in any order. What it knows of X-Ray's format is
:mod:`local.xray.segments`.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from local.xray.segments import Document, SegmentError, entities, parse

Rule = Literal["document", "id", "root", "parent", "cycle", "time", "event", "personal"]

# A function's segment below this one was started by Lambda for an invocation; below anything else, by a stream record.
_LAMBDA_SERVICE, _FUNCTION = "AWS::Lambda", "AWS::Lambda::Function"
_STAGE = "AWS::ApiGateway::Stage"
# Who hands over and does not wait: a topic or a queue, as itself (origin) or as the call to it (name).
_CARRIERS = frozenset({"AWS::SNS", "AWS::SQS::Queue", "sns", "sqs"})


@dataclass(frozen=True)
class Finding:
    """What breaks which rule in which trace. ``where`` has names and ids of segments, and no other value of theirs."""

    rule: Rule
    trace_id: str
    where: str


@dataclass(frozen=True)
class _Node:
    """A segment or subsegment and what it hangs below; ``is_segment`` when it was not sent inside its parent."""

    entity: Document
    trace_id: str
    parent_id: str | None
    is_segment: bool


def findings(texts: Iterable[str], personal: Collection[str] = ()) -> list[Finding]:
    """Return all that is wrong with the documents ``texts``; ``personal`` are values that must be in none of them.

    ``document``: not one that X-Ray takes, by form, names, annotation keys or size. It is then left out.
    ``id``: used twice. ``root``: a trace has none or several. ``parent``: not in the trace. ``cycle``: what hangs below
    itself. ``time``: starts before its parent, or outlasts it though the parent waited. ``event``: a request has two
    events, or an event belongs to no request of its trace. ``personal``: holds one of these values.
    """
    found: list[Finding] = []
    documents: list[Document] = []
    for text in texts:
        try:
            documents.append(parse(text))
        except SegmentError as error:
            found.append(Finding("document", "", str(error)))
        else:
            found += _personal(documents[-1], text, personal)
    found += _repeated_ids(documents)
    traces: dict[str, list[_Node]] = defaultdict(list)
    for document in documents:
        traces[document["trace_id"]] += _nodes(document)
    for trace_id, nodes in traces.items():
        found += _in_trace(trace_id, nodes)
    return found


def _in_trace(trace_id: str, nodes: list[_Node]) -> Iterator[Finding]:
    by_id = {node.entity["id"]: node for node in nodes}
    roots = [node for node in nodes if node.parent_id is None]
    if len(roots) != 1:
        yield Finding("root", trace_id, f"{len(roots)} roots: {', '.join(map(_label, roots))}")
    if most := _most_events(nodes, by_id):
        yield Finding("event", trace_id, f"{most} events")
    for node in nodes:
        parent = by_id.get(node.parent_id or "")
        if parent is not None:
            yield from _out_of_time(node, parent)
        elif node.parent_id is not None:
            yield Finding("parent", trace_id, _label(node))
        if _is_below_itself(node, by_id):
            yield Finding("cycle", trace_id, _label(node))


def _most_events(nodes: list[_Node], by_id: dict[str, _Node]) -> int:
    """Return how many events were mixed up, or 0. A caller may put several requests, each below a stage, in a trace."""
    of_requests: dict[str | None, set[str]] = defaultdict(set)
    for node in nodes:
        if event := node.entity.get("annotations", {}).get("event_id"):
            stages = (above for above in _upwards(node, by_id) if above.entity.get("origin") == _STAGE)
            stage = next(stages, None)
            of_requests[stage.entity["id"] if stage else None].add(event)
    elsewhere = of_requests.pop(None, set())
    if not any(elsewhere <= events for events in of_requests.values()):
        of_requests[None] = elsewhere.union(*of_requests.values())
    return max((len(events) for events in of_requests.values() if len(events) > 1), default=0)


def _nodes(document: Document) -> Iterator[_Node]:
    """Yield a document's segment and all subsegments in it."""
    owners = {child["id"]: entity["id"] for entity in entities(document) for child in entity.get("subsegments", [])}
    for entity in entities(document):
        is_segment = entity is document
        parent_id = document.get("parent_id") if is_segment else owners[entity["id"]]
        yield _Node(entity, document["trace_id"], parent_id, is_segment)


def _repeated_ids(documents: list[Document]) -> Iterator[Finding]:
    uses = Counter(entity["id"] for document in documents for entity in entities(document))
    for document in documents:
        for entity in entities(document):
            if uses[entity["id"]] > 1:
                yield Finding("id", document["trace_id"], f"{entity['name']} {entity['id']}")


def _out_of_time(node: _Node, parent: _Node) -> Iterator[Finding]:
    child, above = node.entity, parent.entity
    if child["start_time"] < above["start_time"]:
        yield Finding("time", node.trace_id, f"{_label(node)} starts before {_label(parent)}")
    if "end_time" not in child or "end_time" not in above or _is_handed_over(node, parent):
        return
    if child["end_time"] > above["end_time"]:
        yield Finding("time", node.trace_id, f"{_label(node)} ends after {_label(parent)}")


def _is_handed_over(node: _Node, parent: _Node) -> bool:
    """Return whether a stream, a topic or a queue lies between the two, so that the parent does not wait."""
    if not node.is_segment:
        return False
    origin = parent.entity.get("origin", parent.entity["name"])
    return origin in _CARRIERS or (node.entity.get("origin") == _FUNCTION and origin != _LAMBDA_SERVICE)


def _is_below_itself(node: _Node, by_id: dict[str, _Node]) -> bool:
    return any(above is node for above in _upwards(node, by_id))


def _upwards(node: _Node, by_id: dict[str, _Node]) -> Iterator[_Node]:
    """Yield what ``node`` hangs below, nearest first, each once; in a cycle, ``node`` itself comes last."""
    seen: set[str] = set()
    above = by_id.get(node.parent_id or "")
    while above is not None and above.entity["id"] not in seen:
        yield above
        seen.add(above.entity["id"])
        above = by_id.get(above.parent_id or "")


def _personal(document: Document, text: str, personal: Collection[str]) -> Iterator[Finding]:
    strings = [text, *_strings(document)]  # the text has numbers, too; in it, other strings may be escaped
    if any(value in string for value in personal for string in strings):
        yield Finding("personal", document["trace_id"], document["id"])


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _label(node: _Node) -> str:
    return f"{node.entity['name']} {node.entity['id']}"
