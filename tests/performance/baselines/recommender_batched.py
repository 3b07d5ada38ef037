"""Baseline S: baseline B2 with its offers published in batches of ten, when all of them are made."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from recommender_typical import TOPIC, logger, metrics, offer_of, sns, tracer

processor = BatchProcessor(event_type=EventType.DynamoDBStreams)


@tracer.capture_method(capture_response=False)
def handle_record(record: DynamoDBRecord) -> dict[str, Any]:
    offer = offer_of(record)
    logger.info("Offer made.", extra={"record": record.event_id})
    return offer


def publish(made: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """Publish offers, each with its record's sequence number; return the numbers of those that SNS refused."""
    refused = []
    for start in range(0, len(made), 10):
        entries = [{"Id": number, **offer} for number, offer in made[start : start + 10]]
        response = sns.publish_batch(TopicArn=TOPIC, PublishBatchRequestEntries=entries)
        refused += [each["Id"] for each in response.get("Failed", [])]
    metrics.add_metric(name="OfferPublished", unit=MetricUnit.Count, value=len(made) - len(refused))
    return refused


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    with processor(event["Records"], handle_record, lambda_context=context):
        results = processor.process()
    made = [(record["dynamodb"]["SequenceNumber"], offer) for status, offer, record in results if status == "success"]
    refused = [{"itemIdentifier": number} for number in publish(made)]
    response = processor.response()
    return {"batchItemFailures": [*response["batchItemFailures"], *refused]}
