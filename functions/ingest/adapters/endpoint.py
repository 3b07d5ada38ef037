"""POST /recommend: from API Gateway's event to the response; counts and logs what came of each request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ingest.adapters import http_request, http_response
from ingest.adapters.problems import problem
from ingest.domain.model import Recorded, RefusedError, UnavailableError
from ingest.ports import Recorder
from shared.aws.failures import describe
from shared.generated.metric_names import INSERT_ERROR, INSERT_SUCCESS, REQUEST_REFUSED
from shared.lambda_context import LambdaContext
from shared.ports import Log, Metrics, Tracing
from shared.timestamps import milliseconds_since, utc_now


@dataclass(frozen=True)
class Endpoint:
    """Responds to every event; raises nothing."""

    recorder: Recorder
    cors: http_response.Cors
    logger: Log
    counters: Metrics
    tracing: Tracing
    now: Callable[[], datetime] = utc_now

    def respond(self, event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Return the response to API Gateway's ``event``, in API Gateway's form; count and log it."""
        began = self.now()
        cors_headers = self.cors.headers(event)
        request_id = http_request.request_id(event, otherwise=context.aws_request_id)
        with self.tracing.step("record preference"):
            trace_id = self.tracing.current_header().root
            try:
                recorded = self._record(event)
                response = http_response.accepted(recorded, cors_headers)
                self.counters.add(INSERT_SUCCESS)
                outcome, write, message = "recorded", self.logger.info, "Event stored."
                log_fields = {"event_id": recorded.event_id}
            except Exception as error:  # noqa: BLE001 - a defect gets a response, too, and its text may hold values
                outcome, detail, write, message, log_fields = self._problem(error)
                response = http_response.refused(problem(outcome, detail, request_id, trace_id), cors_headers)
            self.tracing.annotate(outcome=outcome)
        common = {"request_id": request_id, "api_key_id": http_request.api_key_id(event), "trace_id": trace_id}
        duration_ms = milliseconds_since(began, self.now())
        write(message, extra={**common, **log_fields, "outcome": outcome, "duration_ms": duration_ms})
        self.counters.flush()
        self.tracing.flush()
        return response

    def _record(self, event: Mapping[str, Any]) -> Recorded:
        request = http_request.read(event)
        read = {"body_bytes": len(request.body), "idempotency_key_sent": request.idempotency_key is not None}
        self.logger.debug("Request read.", extra=read)
        return self.recorder.record(request.body, request.caller, request.idempotency_key)

    def _problem(self, error: Exception) -> tuple[str, str | None, Callable[..., None], str, dict[str, str]]:
        """Count ``error``; return the problem's slug and detail, and who writes which message and log fields of it."""
        if isinstance(error, RefusedError):
            self.counters.add(REQUEST_REFUSED)
            return error.slug, error.detail, self.logger.info, "Request refused.", {}
        self.counters.add(INSERT_ERROR)
        if isinstance(error, UnavailableError):
            return "service-unavailable", None, self.logger.error, "Event not stored.", error.log_fields
        return "internal-error", None, self.logger.error, "Request failed.", describe(error)
