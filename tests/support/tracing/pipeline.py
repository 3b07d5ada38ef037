"""Both functions' tracing, from a post to the end of its stream record, with the segments that AWS adds by itself."""

import itertools
import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from local.xray.segments import Document
from shared.tracing import start
from tests.support.tracing.good_traces import event_id, trace_id
from tests.support.tracing_harness import LINEAGE, Daemon, Wire

INGEST, RECOMMENDER = "cxe-test-ingest", "cxe-test-recommender"
_STREAM_INVOCATIONS = 1_000_000  # the first number of their traces


@dataclass(frozen=True)
class Stored:
    """What the stream's record of post ``number`` says: a tracing header, or whatever stands in its place."""

    number: int
    header: str | None


Work = Callable[[Stored], None]


class Pipeline:
    """Takes posts and delivers records. AWS answers every call with success, unless a record's ``work`` differs."""

    def __init__(self, daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
        self.tracing = start("test", enabled=True)
        self.wire = Wire(self.tracing)
        self._daemon = daemon
        self._environment = monkeypatch
        self._invocations = itertools.count(_STREAM_INVOCATIONS)
        self._ids = itertools.count(1)
        self._of_services: list[Document] = []

    def post(self, number: int, *, sampled: bool = True, trace: int | None = None) -> Stored:
        """Take post ``number`` as ingest does, in a trace of its own, or in the one of number ``trace``."""
        trace = number if trace is None else trace
        invocation = self._invocation(trace, INGEST, sampled=sampled, stage="storefront/v1")
        with invocation, self.tracing.step("record preference"):
            self.tracing.annotate(event_id=event_id(number))
            header = str(self.tracing.current_header())
        self._empty_buffer()
        return Stored(number, header)

    def deliver(self, records: Sequence[Stored], workers: int = 1, work: Work | None = None) -> None:
        """Hand a batch to the recommender, which does ``work`` for each record, in so many threads.

        Records whose work fails are failed ones: the batch goes on.
        """
        with self._invocation(next(self._invocations), RECOMMENDER), ThreadPoolExecutor(workers) as threads:
            list(threads.map(lambda record: self._handle(record, work or self._two_calls), records))

    def texts(self) -> list[str]:
        """All documents so far: those that the daemon got, and those of the services."""
        return [
            *(text.partition("\n")[2] for text in self._daemon.texts()),
            *(json.dumps(document) for document in self._of_services),
        ]

    def records(self) -> list[Document]:
        """The segments of stream records, which nobody but the recommender's code sends."""
        return [document for document in self._daemon.documents() if document["name"] == RECOMMENDER]

    def _handle(self, record: Stored, work: Work) -> None:
        aws = {"request_id": "r", "function_arn": f"arn:aws:lambda:eu-west-1:000000000000:function:{RECOMMENDER}"}
        annotations = {"event_id": event_id(record.number), "stream_event_id": f"e{record.number}"}
        try:
            with self.tracing.continued(record.header, RECOMMENDER, aws, annotations):
                work(record)
        except Exception:  # noqa: BLE001 - as the recommender: one record's failure must not cost the others
            pass
        self._empty_buffer()

    def _empty_buffer(self) -> None:
        """Take what the daemon's socket holds: by default, it has room for fewer than a hundred segments."""
        self._daemon.texts()

    def _two_calls(self, _record: Stored) -> None:
        self.wire.call()
        self.tracing.annotate(strategy="catalogue")
        self.wire.call()

    @contextmanager
    def _invocation(
        self, number: int, function: str, *, sampled: bool = True, stage: str | None = None
    ) -> Iterator[None]:
        """Run the block as an invocation in trace ``number``, below a stage or alone, and add the segments of AWS."""
        ids = [f"{next(self._ids):016x}" for _ in range(3)]
        header = f"Root={trace_id(number)};Parent={ids[2]};Sampled={int(sampled)};Lineage={LINEAGE}"
        self._environment.setenv("_X_AMZN_TRACE_ID", header)
        start = time.time()
        yield
        if not sampled:
            return
        times = {"start_time": start, "end_time": time.time()}
        chain = [(stage, "AWS::ApiGateway::Stage"), (function, "AWS::Lambda"), (function, "AWS::Lambda::Function")]
        above: str | None = None
        for segment_id, (name, origin) in zip(ids, chain, strict=True):
            if name is None:
                continue
            parent = {"parent_id": above} if above else {}
            self._of_services.append(
                {"trace_id": trace_id(number), "id": segment_id, "name": name, "origin": origin, **times, **parent}
            )
            above = segment_id
