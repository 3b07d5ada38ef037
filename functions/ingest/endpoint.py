"""POST /recommend from the event to the answer, with what it needs passed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger

from ingest import http_answer, http_request, preference
from ingest.problems import Problem, RefusedError, problem
from ingest.recording import InterestStore, Recorded, UnavailableError, new_event_id, record
from shared.failures import describe
from shared.generated.metric_names import INSERT_ERROR, INSERT_SUCCESS, REQUEST_REFUSED
from shared.lambda_context import LambdaContext
from shared.observability import Counters
from shared.pseudonym import Pseudonyms
from shared.timestamps import utc_now
from shared.tracing import Tracing


@dataclass(frozen=True)
class Endpoint:
    """Answers every event; raises nothing."""

    store: InterestStore
    cors: http_answer.Cors
    ttl_days: int
    logger: Logger
    counters: Counters
    tracing: Tracing
    pseudonyms: Pseudonyms
    now: Callable[[], datetime] = utc_now

    def answer(self, event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Return the answer to API Gateway's ``event``, in API Gateway's form; count and log it."""
        cors_headers = self.cors.headers(event)
        with self.tracing.step("record preference"):
            try:
                answer = http_answer.accepted(self._record(event), cors_headers)
                self.counters.add(INSERT_SUCCESS)
                self.tracing.annotate(outcome="recorded")
            except Exception as error:  # noqa: BLE001 - a defect is answered too, and its text may hold values
                request_id = http_request.request_id(event, otherwise=context.aws_request_id)
                answer = http_answer.refused(self._problem(error, request_id), cors_headers)
        self.counters.flush()
        self.tracing.flush()
        return answer

    def _record(self, event: Mapping[str, Any]) -> Recorded:
        request = http_request.read(event)
        wanted = preference.read(request.body)
        event_id = new_event_id(request.caller, wanted.customer_id, request.idempotency_key)
        self.tracing.annotate(event_id=event_id, **self.pseudonyms.annotation(wanted.customer_id))
        return record(
            wanted,
            event_id=event_id,
            trace_header=self.tracing.current_header(),
            now=self.now(),
            ttl_days=self.ttl_days,
            store=self.store,
        )

    def _problem(self, error: Exception, request_id: str) -> Problem:
        """Return what is answered to ``error``, after counting and logging it."""
        slug, detail = "internal-error", None
        if isinstance(error, RefusedError):
            slug, detail = error.slug, error.detail
            self.counters.add(REQUEST_REFUSED)
            self.logger.info("Request refused.", extra={"request_id": request_id, "problem": slug})
        elif isinstance(error, UnavailableError):
            slug = "service-unavailable"
            self.counters.add(INSERT_ERROR)
            self.logger.error("Event not stored.", extra={"request_id": request_id, **error.facts})
        else:
            self.counters.add(INSERT_ERROR)
            self.logger.error("Request failed.", extra={"request_id": request_id, **describe(error)})
        self.tracing.annotate(outcome=slug)
        return problem(slug, detail, request_id, self.tracing.current_header().root)
