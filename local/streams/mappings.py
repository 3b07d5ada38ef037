"""The event source mappings of the emulator that read DynamoDB streams, each on a thread of its own."""

import contextvars
import logging
import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from local.runtime import invocations
from local.streams import discarding, event_counts
from local.streams.batches import Batch, Discarded, Outcome, Record, first_failed
from local.streams.delivery import Delivery, Progress, Source
from local.streams.settings import Settings

READ_LIMIT = 1000
# How long a reader sleeps when nothing wakes it; only a mapping that vanished without a word needs this.
LONGEST_SLEEP_SECONDS = 5.0
# How soon it checks again whether it may read, after it was refused.
DENIED_SLEEP_SECONDS = 1.0

P = ParamSpec("P")
T = TypeVar("T")

logger = logging.getLogger(__name__)


class MappingReader(threading.Thread):
    """Follows one mapping: starts, restarts and stops its :class:`Delivery` as the mapping changes."""

    def __init__(self, account: str, region: str, mapping: dict[str, Any], position: int) -> None:
        super().__init__(daemon=True, name=f"stream-{mapping['UUID'][:8]}")
        from ministack.core import lambda_runtime, responses
        from ministack.services import dynamodb, lambda_svc

        self._lambda, self._runtime, self._dynamodb = lambda_svc, lambda_runtime, dynamodb
        self._scope = ((responses._request_account_id, account), (responses._request_region, region))
        self._mapping = mapping
        self._table = mapping["EventSourceArn"].split("/")[1]
        self._progress = Progress(position)
        self._delivery: Delivery | None = None
        self._wake = threading.Event()
        self._stopping = False
        self.denied = False

    def wake(self, table: str | None = None) -> None:
        """Look at the stream and the mapping again, if ``table`` (None: any) is the table that is read."""
        if table is None or table == self._table:
            self._wake.set()

    def abandon(self) -> None:
        """Stop without waiting for invocations under way. None of their records is sent again."""
        self._stopping = True
        if self._delivery is not None:
            self._delivery.stop(wait=False)
        self._wake.set()

    def run(self) -> None:
        """Deliver until the mapping is deleted."""
        while self._in_scope(self._follow):
            self._wake.wait(DENIED_SLEEP_SECONDS if self.denied else LONGEST_SLEEP_SECONDS)
        if self._delivery is not None:
            self._delivery.stop(wait=False)

    def _follow(self) -> bool:
        self._wake.clear()
        if self._stopping or self._lambda._esms.get(self._mapping["UUID"]) is not self._mapping:
            return False
        wanted = Settings.of(self._mapping) if self._mapping.get("Enabled", True) else None
        current = self._delivery.settings if self._delivery else None
        if wanted != current:
            if self._delivery is not None:
                self._delivery.stop()
            self._delivery = self._start(wanted) if wanted else None
        if self._delivery is not None:
            self._delivery.read()
        return True

    def _start(self, settings: Settings) -> Delivery:
        source = Source(
            read=self._read,
            wanted=self._wanted,
            invoke=lambda batch: self._in_scope(self._invoke_and_count, batch),
            discard=lambda discarded: self._in_scope(self._discard, discarded),
        )
        delivery = Delivery(self._mapping["UUID"][:8], settings, source, self._progress)
        delivery.start()
        return delivery

    def _in_scope(self, act: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
        """Call ``act`` for this mapping's account and region, which the emulator keeps in context variables."""

        def scoped() -> T:
            for variable, value in self._scope:
                variable.set(value)
            return act(*arguments, **options)

        return contextvars.copy_context().run(scoped)

    def _read(self, position: int) -> tuple[list[Record], int]:
        table = self._dynamodb._tables.get(self._table)
        if not table or table.get("LatestStreamArn") != self._mapping["EventSourceArn"]:
            return [], position
        self._progress.trim(horizon := self._dynamodb.stream_start_position(self._table))
        start = position = max(position, horizon)
        events: list[dict[str, Any]] = []
        while chunk := self._dynamodb.stream_records_since(self._table, position, READ_LIMIT):
            events += chunk
            position += len(chunk)
        event_counts.count(self._mapping, event_counts.POLLED, len(events))
        return [Record(start + number, event) for number, event in enumerate(events)], position

    def _wanted(self, record: Record) -> bool:
        wanted = bool(self._lambda._apply_filter_criteria([record.event], self._mapping))
        if self._mapping.get("FilterCriteria"):
            self._in_scope(event_counts.count, self._mapping, event_counts.FILTERED_OUT, int(not wanted))
        return wanted

    def _invoke_and_count(self, batch: Batch) -> Outcome:
        event_counts.count(self._mapping, event_counts.INVOKED, len(batch.records))
        outcome = self._invoke(batch)
        if outcome.first_failed is not None:
            failed = len(batch.records) - outcome.first_failed
            event_counts.count(self._mapping, event_counts.FAILED, failed)
        return outcome

    def _invoke(self, batch: Batch) -> Outcome:
        mapping = self._mapping
        function, config = self._lambda._get_func_record_for_qualifier(
            mapping["FunctionName"], mapping.get("Qualifier")
        )
        if function is None or config is None:
            mapping["LastProcessingResult"] = "PROBLEM: Function not found"
            return Outcome(first_failed=0, throttled=True)
        invocations.polled.set(True)
        invoked = self._lambda._execution_record_for_config(function, {**config, "FunctionArn": mapping["FunctionArn"]})
        try:
            result = self._lambda._execute_function(invoked, batch.event())
        except Exception:  # the emulator's own failure: as when Lambda cannot invoke, the batch is sent again
            logger.exception("%s could not be invoked", mapping["FunctionArn"])
            return Outcome(first_failed=0, throttled=True)
        outcome = self._outcome(result, batch, str(config.get("Version", "$LATEST")))
        mapping["LastProcessingResult"] = "OK" if outcome.first_failed is None else "PROBLEM: Function call failed"
        return outcome

    def _outcome(self, result: dict[str, Any], batch: Batch, version: str) -> Outcome:
        if result.get("throttle"):
            return Outcome(first_failed=0, throttled=True)
        body = result.get("body")
        if result.get("error"):
            error = body if isinstance(body, dict) else {}
            logger.warning("%s failed: %s", self._mapping["FunctionArn"], error.get("errorType"))
            return Outcome(
                first_failed=0,
                function_error=result.get("function_error") or "Unhandled",
                executed_version=version,
                request_id=error.get("requestId", ""),
            )
        reports = Settings.of(self._mapping).reports_item_failures
        return Outcome(first_failed(body, batch.records) if reports else None, executed_version=version)

    def _discard(self, discarded: Discarded) -> None:
        delivered = discarding.deliver(self._mapping, discarded)
        metric = event_counts.DELIVERED if delivered else event_counts.DROPPED
        event_counts.count(self._mapping, metric, len(discarded.records))
