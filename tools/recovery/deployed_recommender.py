"""The deployed recommender, handed stream records by us instead of by Lambda's poller.

Sources: AWS Lambda API Reference, "Invoke"; AWS Lambda Developer Guide, "Configuring partial batch response with
DynamoDB and Lambda".
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.stream_record import BY_HAND
from tools.recovery.records import Record

ALIAS = "live"
# A function may run for 15 minutes, and its invocation waits for it.
INVOCATION_SECONDS = 910
# An invocation returns the last 4 KB of its log. They name as many failures as this, in 390 bytes each.
RECORDS_AT_ONCE = 7


class Lambda(Protocol):
    """The part of boto3's Lambda client that is used."""

    def invoke(self, **request: object) -> dict[str, Any]:
        """Run a function and wait for its response."""
        ...


@dataclass(frozen=True)
class DeployedRecommender:
    """Runs the alias that the stream runs. To hand an event over again does no harm: its offer is recorded once."""

    client: Lambda
    function: str

    def failures(self, records: Sequence[Record]) -> dict[str, str]:
        """Have ``records`` handled; return those that failed: sequence number → why, without values.

        Each record needs a sequence number; those that share one fail together. Raises botocore's errors.
        """
        failed: dict[str, str] = {}
        for start in range(0, len(records), RECORDS_AT_ONCE):
            failed |= self._handle(records[start : start + RECORDS_AT_ONCE])
        return failed

    def _handle(self, records: Sequence[Record]) -> dict[str, str]:
        response = self.client.invoke(
            FunctionName=self.function,
            Qualifier=ALIAS,
            InvocationType="RequestResponse",
            LogType="Tail",
            Payload=json.dumps({"Records": list(records), BY_HAND: True}).encode(),
        )
        result = json.loads(response["Payload"].read() or b"null")
        if "FunctionError" in response:
            return self._handle_separately(records, f"{_error_type(result)}; {_where_to_look(response)}")
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        failed = _failed(result)
        if failed is None or not failed <= set(numbers):
            return dict.fromkeys(numbers, f"the function's response is not understood; {_where_to_look(response)}")
        reasons = _reasons(response.get("LogResult", ""))
        return {number: reasons.get(number) or _where_to_look(response) for number in failed}

    def _handle_separately(self, records: Sequence[Record], why: str) -> dict[str, str]:
        """Halve a batch that failed as a whole, until the records are alone that make it fail."""
        if len(records) == 1:
            return {records[0]["dynamodb"]["SequenceNumber"]: f"the function failed: {why}"}
        middle = len(records) // 2
        return self._handle(records[:middle]) | self._handle(records[middle:])


def _failed(result: object) -> set[str] | None:
    """Return the sequence numbers in a partial batch response, or None when ``result`` is none."""
    try:
        return {str(each["itemIdentifier"]) for each in result["batchItemFailures"]}  # type: ignore[index] # may fail
    except (KeyError, TypeError):
        return None


def _error_type(result: object) -> str:
    """Return the class of error in Lambda's error document; its message may hold values."""
    kind = result.get("errorType") if isinstance(result, Mapping) else None
    return str(kind) if kind else "an error without a type"


def _where_to_look(response: Mapping[str, Any]) -> str:
    return f"see the function's log of request {response['ResponseMetadata']['RequestId']}"


def _reasons(tail: str) -> dict[str, str]:
    """Return what the end of a log (Base64) says of failed records: sequence number → error class and AWS's code."""
    reasons = {}
    for line in base64.b64decode(tail).decode("utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:  # Lambda's own lines, and one that was cut off
            continue
        if isinstance(entry, Mapping) and "sequence_number" in entry and "error_class" in entry:
            texts = [entry["error_class"], entry.get("error_code")]  # often the same
            reasons[str(entry["sequence_number"])] = " ".join(dict.fromkeys(str(text) for text in texts if text))
    return reasons
