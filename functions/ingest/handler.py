"""Lambda's entry point: connects adapters and domain once, when the function starts."""

import os
from typing import Any

from ingest.adapters.endpoint import Endpoint
from ingest.adapters.http_response import Cors
from ingest.adapters.interest_table import InterestTable
from ingest.domain.recording import InterestRecorder
from shared.aws.clients import Clients
from shared.aws.observability import Counters, Invocations, make_logger
from shared.lambda_context import LambdaContext
from shared.ports import Log
from shared.pseudonym import Pseudonyms
from shared.settings import IngestSettings
from shared.tracing import start


def _connect(settings: IngestSettings, logger: Log) -> Endpoint:
    tracing = start(settings.powertools_service_name, enabled=settings.tracing_enabled)
    return Endpoint(
        recorder=InterestRecorder(
            store=InterestTable(Clients(after_call=tracing.mark_throttled).dynamodb(), settings.interest_table),
            ttl_days=settings.interest_ttl_days,
            tracing=tracing,
            pseudonyms=Pseudonyms(settings.pseudonym_key),
        ),
        cors=Cors(settings.cors_allowed_origins),
        logger=logger,
        counters=Counters(settings),
        tracing=tracing,
    )


_settings = IngestSettings.from_environment(os.environ)
_logger = make_logger(_settings)
_invocations, _endpoint = Invocations(_logger), _connect(_settings, _logger)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Respond to one request of API Gateway (REST API, Lambda proxy integration)."""
    _invocations.begin()
    return _endpoint.respond(event, context)
