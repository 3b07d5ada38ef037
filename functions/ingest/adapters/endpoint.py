"""POST /recommend: from API Gateway's event to the response; counts and logs what came of each request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.adapters import http_request, http_response
from ingest.adapters.problems import Problem, problem
from ingest.domain.model import Recorded, RefusedError, UnavailableError
from ingest.ports import Recorder
from shared.aws.failures import describe
from shared.generated.metric_names import INSERT_ERROR, INSERT_SUCCESS, REQUEST_REFUSED
from shared.lambda_context import LambdaContext
from shared.ports import Log, Metrics, Tracing


@dataclass(frozen=True)
class Endpoint:
    """Responds to every event; raises nothing."""

    recorder: Recorder
    cors: http_response.Cors
    logger: Log
    counters: Metrics
    tracing: Tracing

    def respond(self, event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Return the response to API Gateway's ``event``, in API Gateway's form; count and log it."""
        cors_headers = self.cors.headers(event)
        with self.tracing.step("record preference"):
            try:
                response = http_response.accepted(self._record(event), cors_headers)
                self.counters.add(INSERT_SUCCESS)
                self.tracing.annotate(outcome="recorded")
            except Exception as error:  # noqa: BLE001 - a defect gets a response, too, and its text may hold values
                request_id = http_request.request_id(event, otherwise=context.aws_request_id)
                response = http_response.refused(self._problem(error, request_id), cors_headers)
        self.counters.flush()
        self.tracing.flush()
        return response

    def _record(self, event: Mapping[str, Any]) -> Recorded:
        request = http_request.read(event)
        return self.recorder.record(request.body, request.caller, request.idempotency_key)

    def _problem(self, error: Exception, request_id: str) -> Problem:
        """Return the problem that ``error`` is, after counting and logging it."""
        slug, detail = "internal-error", None
        if isinstance(error, RefusedError):
            slug, detail = error.slug, error.detail
            self.counters.add(REQUEST_REFUSED)
            self.logger.info("Request refused.", extra={"request_id": request_id, "problem": slug})
        elif isinstance(error, UnavailableError):
            slug = "service-unavailable"
            self.counters.add(INSERT_ERROR)
            self.logger.error("Event not stored.", extra={"request_id": request_id, **error.log_fields})
        else:
            self.counters.add(INSERT_ERROR)
            self.logger.error("Request failed.", extra={"request_id": request_id, **describe(error)})
        self.tracing.annotate(outcome=slug)
        return problem(slug, detail, request_id, self.tracing.current_header().root)
