"""Put the documents of a trace together as X-Ray shows them.

Subsegments that were sent by themselves are placed in their parent, and calls to AWS services and other hosts that
sent no segment of their own become inferred segments ("Inferred segments", AWS X-Ray concepts,
https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-inferredsegments).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from local.xray.segments import Document, end_of, entities

# Service, as SDKs name its subsegments in lower case → type of the inferred node, and what in "aws" names it.
_INFERRED_TYPES: dict[str, tuple[str, str | None]] = {
    "dynamodb": ("AWS::DynamoDB::Table", "table_name"),
    "lambda": ("AWS::Lambda", "function_name"),
    "s3": ("AWS::S3::Bucket", "bucket_name"),
    "sns": ("AWS::SNS", None),
    "sqs": ("AWS::SQS::Queue", "queue_url"),
}
_COPIED = ("start_time", "end_time", "in_progress", "error", "fault", "throttle", "http", "aws")


@dataclass(frozen=True)
class Trace:
    """A whole trace: its segments, inferred ones included, by start time."""

    id: str
    segments: list[Document]

    @cached_property
    def owners(self) -> dict[str, Document]:
        """The segment that each segment or subsegment id belongs to."""
        return {entity["id"]: segment for segment in self.segments for entity in entities(segment)}

    @cached_property
    def roots(self) -> list[Document]:
        """The segments that nothing in this trace called, the earliest first; at least one."""
        found = [segment for segment in self.segments if segment.get("parent_id") not in self.owners]
        return found or self.segments[:1]  # segments that name each other as parents have no root

    @property
    def start(self) -> float:
        """When the first segment started, in seconds since 1970."""
        return min(float(segment["start_time"]) for segment in self.segments)

    @property
    def end(self) -> float:
        """When the last segment ended."""
        return max(map(end_of, self.segments))

    def parent(self, segment: Document) -> Document | None:
        """Return the segment that called this one, if it is known."""
        return self.owners.get(segment.get("parent_id", ""))


def assemble(trace_id: str, documents: Iterable[Document]) -> Trace:
    """Return the trace that ``documents`` make up; the documents are changed. They must be at least one."""
    by_id = {document["id"]: document for document in documents}
    known = {entity["id"]: entity for document in by_id.values() for entity in entities(document)}
    segments: list[Document] = []
    for document in by_id.values():
        parent = known.get(document["parent_id"]) if document.get("type") == "subsegment" else None
        if parent is None or any(entity is parent for entity in entities(document)):
            segments.append(document)  # a segment, a subsegment whose parent never came, or a cycle
        else:
            parent.setdefault("subsegments", []).append(document)
    segments.extend(_inferred(segments))
    return Trace(trace_id, sorted(segments, key=lambda segment: float(segment["start_time"])))


def _inferred(segments: list[Document]) -> list[Document]:
    parents = {segment["parent_id"] for segment in segments if "parent_id" in segment}
    return [
        _infer(segment["trace_id"], subsegment)
        for segment in segments
        for subsegment in entities(segment)
        if subsegment.get("namespace") in ("aws", "remote") and subsegment["id"] not in parents
    ]


def _infer(trace_id: str, call: Document) -> Document:
    kind, naming = _INFERRED_TYPES.get(call["name"].lower(), (f"AWS::{call['name']}", None))
    name = call.get("aws", {}).get(naming, call["name"]) if naming else call["name"]
    inferred: Document = {
        "id": hashlib.blake2b(f"{trace_id} {call['id']}".encode(), digest_size=8).hexdigest(),
        "trace_id": trace_id,
        "parent_id": call["id"],
        "name": str(name).rsplit("/", 1)[-1],
        "inferred": True,
        "origin": kind if call["namespace"] == "aws" else "remote",
    }
    return inferred | {key: call[key] for key in _COPIED if key in call}
