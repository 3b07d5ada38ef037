"""The bucket of failed records: what the function sets aside stands there beside what Lambda gives up.

An object has the form and the place of Lambda's own, so that whoever reads one reads the other: an invocation record
with the whole event as ``payload``, under ``aws/lambda/<function>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<UUID>``; Lambda puts
the mapping's id where the function's name stands here. Source: AWS Lambda Developer Guide, "Retain discarded records
for a DynamoDB event source in Lambda". Left out is the shard, which the function does not know.
"""

import json
import threading
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from shared.aws.clients import S3Writer
from shared.failure_keys import PREFIX
from shared.lambda_context import LambdaContext
from shared.stream_record import sequence_number
from shared.timestamps import iso_milliseconds

CONDITION = "SetAside"
"""What stands for ``RetryAttemptsExhausted`` and other reasons of Lambda's."""


class FailureBucket:
    """Makes its client when the first record is to be kept: most environments never keep any."""

    def __init__(self, client: Callable[[], S3Writer], name: str, now: Callable[[], datetime]) -> None:
        self._make_client = client
        self._name = name
        self._now = now
        self._client: S3Writer | None = None
        self._lock = threading.Lock()

    def keep(self, record: Mapping[str, Any], context: LambdaContext) -> None:
        """Store ``record`` with its sequence number. Raises botocore's errors.

        The key follows from the record alone: however often it is delivered, there is one object.
        """
        arn, number = str(record.get("eventSourceARN", "")), sequence_number(record)
        written = self._written(record)
        document = {
            "requestContext": {
                "requestId": context.aws_request_id,
                "functionArn": context.invoked_function_arn,
                "condition": CONDITION,
                "approximateInvokeCount": 1,
            },
            "version": "1.0",
            "timestamp": iso_milliseconds(self._now()),
            "DDBStreamBatchInfo": {
                "startSequenceNumber": number,
                "endSequenceNumber": number,
                "approximateArrivalOfFirstRecord": f"{written:%Y-%m-%dT%H:%M:%SZ}",
                "approximateArrivalOfLastRecord": f"{written:%Y-%m-%dT%H:%M:%SZ}",
                "batchSize": 1,
                "streamArn": arn,
            },
            "payload": json.dumps({"Records": [record]}),
        }
        folder = f"{PREFIX}{context.function_name}/{written:%Y/%m/%d}"
        name = f"{written:%Y-%m-%dT%H.%M.%S}-{uuid.uuid5(uuid.NAMESPACE_URL, f'{arn}/{number}')}"
        self._ready().put_object(Bucket=self._name, Key=f"{folder}/{name}", Body=json.dumps(document).encode())

    def _written(self, record: Mapping[str, Any]) -> datetime:
        """Return when the record was written, to the second (Amazon DynamoDB Streams API, "StreamRecord")."""
        seconds = record["dynamodb"].get("ApproximateCreationDateTime")
        return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int | float) else self._now()

    def _ready(self) -> S3Writer:
        with self._lock:
            self._client = self._client or self._make_client()
            return self._client
