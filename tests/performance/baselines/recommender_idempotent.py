"""Baseline I: baseline S that keeps each offer before it is published, by Powertools' idempotency.

A repeat of a record publishes the offer that was kept, as this project's function does. A record costs 4.1 calls.
"""

import os
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.typing import LambdaContext
from recommender_batched import publish
from recommender_typical import logger, metrics, offer_of, tracer

processor = BatchProcessor(event_type=EventType.DynamoDBStreams)
config = IdempotencyConfig(event_key_jmespath="eventID")
store = DynamoDBPersistenceLayer(table_name=os.environ["OFFERS_TABLE"])


@tracer.capture_method(capture_response=False)
@idempotent_function(data_keyword_argument="record", config=config, persistence_store=store)
def handle_record(record: DynamoDBRecord) -> dict[str, Any]:
    offer = offer_of(record)
    logger.info("Offer made.", extra={"record": record.event_id})
    return offer


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    config.register_lambda_context(context)
    with processor(event["Records"], lambda record: handle_record(record=record), lambda_context=context):
        results = processor.process()
    made = [(record["dynamodb"]["SequenceNumber"], offer) for status, offer, record in results if status == "success"]
    refused = [{"itemIdentifier": number} for number in publish(made)]
    response = processor.response()
    return {"batchItemFailures": [*response["batchItemFailures"], *refused]}
