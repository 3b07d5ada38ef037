"""Baseline B2: what a competent developer writes with Powertools' batch processor: one record after the other.

A record costs three calls: Personalize, the catalogue, SNS. It keeps no record of what was decided, so a repeat may
publish another offer; it has no fallback, no daily cap and no list of customers who want no offers.
"""

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
tracer = Tracer()
metrics = Metrics()
processor = BatchProcessor(event_type=EventType.DynamoDBStreams)
personalize = boto3.client("personalize-runtime")
dynamodb = boto3.resource("dynamodb")
sns = boto3.client("sns")
CATALOGUE, CAMPAIGN = os.environ["CATALOGUE_TABLE"], os.environ["PERSONALIZE_CAMPAIGN_ARN"]
TOPIC = os.environ["OFFERS_TOPIC_ARN"]


def offer_of(record: DynamoDBRecord) -> dict[str, Any]:
    """Return the SNS message for a record: body and attributes."""
    interest = record.dynamodb.new_image
    recommended = personalize.get_recommendations(
        campaignArn=CAMPAIGN,
        userId=interest["customer_id"],
        context={"INTEREST": interest["interest_key"], "LOCATION": interest["location_key"]},
        numResults=int(os.environ["OFFERS_PER_EVENT"]),
    )
    item_ids = [item["itemId"] for item in recommended["itemList"]]
    keys = [{"item_id": item_id} for item_id in item_ids]
    found = dynamodb.batch_get_item(RequestItems={CATALOGUE: {"Keys": keys}})["Responses"][CATALOGUE]
    items = {item["item_id"]: item for item in found}
    now = datetime.now(UTC)
    offer = {
        "specversion": "1.0",
        "id": interest["event_id"],
        "type": "com.example.offer",
        "source": "/recommender",
        "time": now.isoformat(),
        "datacontenttype": "application/json",
        "data": {
            "customer_id": interest["customer_id"],
            "interest": interest["interest"],
            "location": interest["location"],
            "recommendation_id": recommended["recommendationId"],
            "expires_at": (now + timedelta(hours=24)).isoformat(),
            "offers": [
                {
                    "item_id": item_id,
                    "title": items[item_id]["title"],
                    "category": items[item_id]["category"],
                    "price": float(items[item_id]["price"]),
                    "currency": items[item_id]["currency"],
                    "rank": rank,
                }
                for rank, item_id in enumerate(item_ids, start=1)
                if item_id in items
            ],
        },
    }
    attributes = {
        "interest": {"DataType": "String", "StringValue": interest["interest_key"]},
        "location": {"DataType": "String", "StringValue": interest["location_key"]},
    }
    return {"Message": json.dumps(offer), "MessageAttributes": attributes}


@tracer.capture_method(capture_response=False)
def handle_record(record: DynamoDBRecord) -> None:
    sns.publish(TopicArn=TOPIC, **offer_of(record))
    metrics.add_metric(name="OfferPublished", unit=MetricUnit.Count, value=1)
    logger.info("Offer published.", extra={"record": record.event_id})


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return process_partial_response(event, handle_record, processor, context)
