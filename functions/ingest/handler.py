"""Lambda's entry point: connects the endpoint once, when the function starts."""

import os
from typing import Any

from ingest.endpoint import Endpoint
from ingest.http_answer import Cors
from ingest.interest_table import InterestTable
from shared.clients import Clients
from shared.lambda_context import LambdaContext
from shared.observability import Counters, make_logger
from shared.pseudonym import Pseudonyms
from shared.settings import IngestSettings
from shared.tracing import start


def _connect(settings: IngestSettings) -> Endpoint:
    tracing = start(settings.powertools_service_name, enabled=settings.tracing_enabled)
    return Endpoint(
        store=InterestTable(Clients(after_call=tracing.mark_throttled).dynamodb(), settings.interest_table),
        cors=Cors(settings.cors_allowed_origins),
        ttl_days=settings.interest_ttl_days,
        logger=make_logger(settings),
        counters=Counters(settings),
        tracing=tracing,
        pseudonyms=Pseudonyms(settings.pseudonym_key),
    )


_endpoint = _connect(IngestSettings.from_environment(os.environ))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request of API Gateway (REST API, Lambda proxy integration)."""
    return _endpoint.answer(event, context)
