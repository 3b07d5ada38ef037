"""Segment documents by trace, in memory, bounded, safe to use from several threads."""

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from local.xray.segments import Document, SegmentError, end_of, parse

MAX_BYTES = 64 * 1024 * 1024
XRAY, LOGS = "XRay", "CloudWatchLogs"


@dataclass
class StoredTrace:
    """The documents of one trace by segment id, as text, and the times they cover (seconds since 1970)."""

    documents: dict[str, str] = field(default_factory=dict)
    start: float = float("inf")
    end: float = 0.0
    updated: float = 0.0
    size: int = 0


class Store:
    """Keeps the newest traces; the oldest are dropped when all documents together exceed ``max_bytes``.

    ``rejected`` counts documents that were not segments.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._size = 0
        self._traces: OrderedDict[str, StoredTrace] = OrderedDict()
        self._lock = threading.Lock()
        self.rejected = 0

    def put(self, text: str) -> None:
        """Add one document. Raises :class:`SegmentError` when it is none.

        A finished segment replaces its in-progress version, never the other way round.
        """
        try:
            document = parse(text)
        except SegmentError:
            with self._lock:
                self.rejected += 1
            raise
        with self._lock:
            self._add(document, text)

    def _add(self, document: Document, text: str) -> None:
        trace = self._traces.setdefault(document["trace_id"], StoredTrace())
        previous = trace.documents.get(document["id"])
        if previous is not None and document.get("in_progress"):
            return
        growth = len(text) - len(previous or "")
        trace.documents[document["id"]] = text
        trace.start = min(trace.start, document["start_time"])
        trace.end = max(trace.end, end_of(document))
        trace.updated = time.time()
        trace.size += growth
        self._size += growth
        while self._size > self._max_bytes and len(self._traces) > 1:
            _, dropped = self._traces.popitem(last=False)
            self._size -= dropped.size

    def documents(self, trace_id: str) -> list[Document]:
        """Return the parsed documents of a trace, in order of arrival; none for an unknown trace."""
        with self._lock:
            trace = self._traces.get(trace_id)
            texts = list(trace.documents.values()) if trace else []
        return [json.loads(text) for text in texts]

    def trace_ids(self, start: float, end: float, by: str = "TraceId") -> list[str]:
        """Return the traces in a time range, newest first.

        ``by`` is X-Ray's ``TimeRangeType``: what has to lie between ``start`` and ``end`` is the start of the trace
        (``TraceId``), its last update (``Event``) or its end (``Service``).
        """
        attribute = {"TraceId": "start", "Event": "updated", "Service": "end"}[by]
        with self._lock:
            found = [
                (trace.start, trace_id)
                for trace_id, trace in self._traces.items()
                if start <= getattr(trace, attribute) <= end
            ]
        return [trace_id for _, trace_id in sorted(found, reverse=True)]

    def clear(self) -> None:
        """Forget all traces."""
        with self._lock:
            self._traces.clear()
            self._size = self.rejected = 0


class Account(Store):
    """All that an account keeps of traces: what X-Ray stores, and ``spans``, which lie in CloudWatch Logs instead.

    ``destination`` says where new documents go; earlier ones stay where they are. ``on_span`` is called with each span.
    """

    def __init__(self, on_span: Callable[[Document], None] = lambda _document: None) -> None:
        super().__init__()
        self.spans = Store()
        self.destination = XRAY
        self.on_span = on_span

    def put(self, text: str) -> None:
        """Add one document where documents go now. Raises :class:`SegmentError` when it is none."""
        if self.destination == XRAY:
            super().put(text)
        else:
            self.spans.put(text)
            self.on_span(json.loads(text))

    def clear(self) -> None:
        """Forget all traces, and that they go elsewhere."""
        super().clear()
        self.spans.clear()
        self.destination = XRAY


STORE = Account()
"""The traces of this process: daemon and API share them."""
