"""The topic that tells consumers of offers."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from recommender.offers import OfferMessage
from shared.clients import Sns
from shared.failures import AWS_FAILURES, describe
from shared.generated.contract import OFFER_SCHEMA_VERSION
from shared.normalisation import normalised_key
from shared.trace_header import TraceHeader

# A PublishBatch request takes ten messages, and 256 KiB in all (Amazon SNS API Reference).
_MESSAGES_PER_CALL = 10
_BYTES_PER_CALL = 256 * 1024


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An offer on its way, and the tracing header from which its consumers can continue."""

    offer: OfferMessage
    trace: TraceHeader

    def request(self) -> dict[str, Any]:
        """Return the message as SNS takes it, with the attributes by which subscriptions filter.

        They are taken from the message itself, so that a frozen one keeps its own; interest and location are
        normalised, so that a filter needs no variants. There are seven: with raw delivery, Amazon SQS takes no more
        than ten (Amazon SNS Developer Guide, "Amazon SNS message attributes").
        """
        message = json.loads(self.offer.body)
        data = message["data"]
        texts = {
            "event_type": message["type"],
            "schema_version": OFFER_SCHEMA_VERSION,
            "strategy": data["strategy"],
            "interest": normalised_key(data["interest"]),
            "location": normalised_key(data["location"]),
            "trace_header": str(self.trace),
        }
        categories = list(dict.fromkeys(each["category"] for each in data["offers"]))
        attributes = {name: {"DataType": "String", "StringValue": text} for name, text in texts.items()}
        listed = {"DataType": "String.Array", "StringValue": json.dumps(categories, ensure_ascii=False)}
        return {"Message": self.offer.body, "MessageAttributes": {**attributes, "categories": listed}}


class OffersTopic:
    """Publishes offers."""

    def __init__(self, client: Sns, arn: str) -> None:
        self._client = client
        self._arn = arn

    def publish(self, outgoing: Outgoing) -> None:
        """Publish one offer, in the trace that is current. Raises botocore's errors."""
        self._client.publish(TopicArn=self._arn, **outgoing.request())

    def publish_batch(self, batch: Sequence[Outgoing]) -> dict[str, dict[str, str]]:
        """Publish a batch as :func:`batches` makes them; return what did not leave: event id → what may be logged."""
        entries = [{"Id": str(number), **outgoing.request()} for number, outgoing in enumerate(batch)]
        event_ids = [outgoing.offer.event_id for outgoing in batch]
        try:
            answer = self._client.publish_batch(TopicArn=self._arn, PublishBatchRequestEntries=entries)
        except AWS_FAILURES as error:
            return dict.fromkeys(event_ids, describe(error))
        taken = {int(entry["Id"]) for entry in answer.get("Successful", [])}
        codes = {int(entry["Id"]): str(entry.get("Code", "")) for entry in answer.get("Failed", [])}
        return {
            event_id: {"error_class": "NotPublished", "error_code": codes.get(number, "")}
            for number, event_id in enumerate(event_ids)
            if number not in taken
        }


def batches(outgoing: Sequence[Outgoing]) -> Iterator[list[Outgoing]]:
    """Yield ``outgoing`` in order, in batches that fit into one request each."""
    batch: list[Outgoing] = []
    size = 0
    for each in outgoing:
        bytes_ = len(json.dumps(each.request(), ensure_ascii=False).encode())  # no less than SNS counts
        if batch and (len(batch) == _MESSAGES_PER_CALL or size + bytes_ > _BYTES_PER_CALL):
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += bytes_
    if batch:
        yield batch
