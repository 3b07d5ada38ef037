"""Where discarded records go: the on-failure destination of a mapping.

Source: "Retain discarded records for a DynamoDB event source in Lambda"
(https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html): queues and topics receive metadata only,
a bucket receives the whole invocation record under ``aws/lambda/<mapping>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<UUID>``.
"""

import json
import logging
import uuid
from datetime import UTC, datetime
from typing import Any

from local.streams.batches import Batch, Discarded

# The emulator models one shard for each stream.
SHARD_ID = "shardId-00000000000000000000-00000000"

logger = logging.getLogger(__name__)


def invocation_record(discarded: Discarded, *, function_arn: str, stream_arn: str, now: float) -> dict[str, Any]:
    """Return the metadata of discarded records. ``now`` is in epoch seconds."""
    first, last = discarded.records[0], discarded.records[-1]
    outcome = discarded.outcome
    document: dict[str, Any] = {
        "requestContext": {
            "requestId": (outcome.request_id if outcome else "") or str(uuid.uuid4()),
            "functionArn": function_arn,
            "condition": discarded.condition,
            "approximateInvokeCount": discarded.invocations,
        },
        "version": "1.0",
        "timestamp": datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "DDBStreamBatchInfo": {
            "shardId": SHARD_ID,
            "startSequenceNumber": first.sequence_number,
            "endSequenceNumber": last.sequence_number,
            "approximateArrivalOfFirstRecord": _seconds(first.created),
            "approximateArrivalOfLastRecord": _seconds(last.created),
            "batchSize": len(discarded.records),
            "streamArn": stream_arn,
        },
    }
    if outcome is not None:
        response = {"statusCode": 200, "executedVersion": outcome.executed_version}
        if outcome.function_error:
            response["functionError"] = outcome.function_error
        document["responseContext"] = response
    return document


def with_payload(document: dict[str, Any], discarded: Discarded) -> dict[str, Any]:
    """Return the record for a bucket: the metadata and the whole event, as a JSON string."""
    return {**document, "payload": json.dumps(Batch(discarded.records).event())}


def object_key(mapping: str, now: float) -> str:
    """Return the key of a new object: mapping, day, second and a random part."""
    moment = datetime.fromtimestamp(now, UTC)
    return f"aws/lambda/{mapping}/{moment:%Y/%m/%d}/{moment:%Y-%m-%dT%H.%M.%S}-{uuid.uuid4()}"


def send(
    destination: str, discarded: Discarded, document: dict[str, Any], *, mapping: str, now: float, session: Any
) -> None:
    """Send to the queue, topic or bucket with this ARN.

    ``session`` is a boto3 session that holds the function's credentials. Raises botocore's ``ClientError`` when the
    destination refuses, ``ValueError`` when it is of another kind.
    """
    service, resource = destination.split(":", 5)[2::3]
    if service == "sqs":
        sqs = session.client("sqs")
        sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=resource)["QueueUrl"], MessageBody=json.dumps(document))
    elif service == "sns":
        session.client("sns").publish(TopicArn=destination, Message=json.dumps(document))
    elif service == "s3":
        body = json.dumps(with_payload(document, discarded)).encode()
        from botocore.config import Config

        s3 = session.client("s3", config=Config(s3={"addressing_style": "path"}))
        s3.head_bucket(Bucket=resource)  # Lambda asks for s3:ListBucket beside s3:PutObject
        s3.put_object(Bucket=resource, Key=object_key(mapping, now), Body=body, ContentType="application/json")
    else:
        raise ValueError("an on-failure destination is an SQS queue, an SNS topic or an S3 bucket")


def _seconds(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
