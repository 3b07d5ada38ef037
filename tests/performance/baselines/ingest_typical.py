"""Baseline B: what a competent developer writes with Powertools: logger, tracer, metrics, resolver and parser.

The client is made when the function starts, and the resolver does not validate by itself, which costs more.
"""

import os
import uuid
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response, content_types
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.parser import BaseModel, ValidationError, parse
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ConfigDict, Field

logger = Logger()
tracer = Tracer()
metrics = Metrics()
app = APIGatewayRestResolver()
table = boto3.resource("dynamodb").Table(os.environ["INTEREST_TABLE"])


class Interest(BaseModel):
    """The body of a request."""

    model_config = ConfigDict(extra="forbid")

    customer_id: str = Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")
    interest: str = Field(min_length=1, max_length=64)
    location: str = Field(min_length=1, max_length=64)


@app.exception_handler(ValidationError)
def refuse(error: ValidationError) -> Response:
    metrics.add_metric(name="RequestRefused", unit=MetricUnit.Count, value=1)
    logger.info("Request refused.")
    return Response(HTTPStatus.BAD_REQUEST, content_types.APPLICATION_JSON, {"message": "The body is not valid."})


@app.post("/recommend")
@tracer.capture_method
def record() -> tuple[dict[str, str], HTTPStatus]:
    interest = parse(event=app.current_event.json_body, model=Interest)
    event_id, now = str(uuid.uuid4()), datetime.now(UTC)
    table.put_item(
        Item={
            **interest.model_dump(),
            "event_id": event_id,
            "timestamp": now.isoformat(),
            "expires_at": int((now + timedelta(days=int(os.environ["INTEREST_TTL_DAYS"]))).timestamp()),
        },
        ConditionExpression="attribute_not_exists(event_id)",
    )
    tracer.put_annotation(key="event_id", value=event_id)
    metrics.add_metric(name="InsertSuccess", unit=MetricUnit.Count, value=1)
    logger.info("Event stored.", extra={"event_id": event_id})
    return {"message": "Customer preference recorded.", "event_id": event_id}, HTTPStatus.ACCEPTED


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
@tracer.capture_lambda_handler
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return app.resolve(event, context)
