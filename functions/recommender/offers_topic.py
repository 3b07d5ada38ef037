"""The topic that tells consumers of offers."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from recommender.offers import OfferMessage
from shared.clients import Sns
from shared.failures import code
from shared.generated.contract import OFFER_SCHEMA_VERSION
from shared.normalisation import earlier_key, normalised_key
from shared.trace_header import TraceHeader

# A PublishBatch request takes ten messages, and 256 KiB in all (Amazon SNS API Reference).
_MESSAGES_PER_CALL = 10
_BYTES_PER_CALL = 256 * 1024


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An offer on its way, with its message attributes as SNS takes them."""

    offer: OfferMessage
    attributes: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, offer: OfferMessage, trace: TraceHeader) -> Self:
        """Return ``offer`` with the attributes by which subscriptions filter, and its consumers continue ``trace``.

        They are taken from the message itself, so that a frozen one keeps its own; interest and location are keys, so
        that a filter needs no variants. Where a key was another one earlier, both are there, since filters hold values
        of that time. There are seven: with raw delivery, Amazon SQS takes no more than ten (Amazon SNS Developer Guide,
        "Amazon SNS message attributes").
        """
        message = json.loads(offer.body)
        data = message["data"]
        texts = {
            "event_type": message["type"],
            "schema_version": OFFER_SCHEMA_VERSION,
            "strategy": data["strategy"],
            "trace_header": str(trace),
        }
        attributes = {name: _text(text) for name, text in texts.items()}
        for name in ("interest", "location"):
            keys = list(dict.fromkeys((normalised_key(data[name]), earlier_key(data[name]))))
            attributes[name] = _text(keys[0]) if len(keys) == 1 else _list(keys)
        return cls(offer, {**attributes, "categories": _list(_categories(data))})

    @property
    def size(self) -> int:
        """The bytes that count towards a request's limit: the body, and names, types and values of attributes."""
        values = [text for attribute in self.attributes.values() for text in attribute.values()]
        return sum(len(text.encode()) for text in (self.offer.body, *self.attributes, *values))


def _text(text: str) -> dict[str, str]:
    return {"DataType": "String", "StringValue": text}


def _list(texts: Iterable[str]) -> dict[str, str]:
    return {"DataType": "String.Array", "StringValue": json.dumps(list(texts), ensure_ascii=False)}


def _categories(data: Mapping[str, Any]) -> Iterable[str]:
    """Return each category once, by its key and as the item is filed; the interest's own also by its earlier key."""
    filed = [each["category"] for each in data["offers"]]
    keys = [key for category in filed for key in (normalised_key(category), category)]
    own = [earlier_key(data["interest"])] if normalised_key(data["interest"]) in keys else []
    return dict.fromkeys([*keys, *own])


class OffersTopic:
    """Publishes offers."""

    def __init__(self, client: Sns, arn: str) -> None:
        self._client = client
        self._arn = arn

    def publish(self, outgoing: Outgoing) -> None:
        """Publish one offer, in the trace that is current. Raises botocore's errors."""
        self._client.publish(TopicArn=self._arn, Message=outgoing.offer.body, MessageAttributes=outgoing.attributes)

    def publish_batch(self, batch: Sequence[Outgoing]) -> dict[str, dict[str, str]]:
        """Publish a batch as :func:`batches` makes them; return what did not leave: event id → what may be logged.

        Raises botocore's errors, when none of it is known to have left.
        """
        entries = [
            {"Id": str(number), "Message": outgoing.offer.body, "MessageAttributes": outgoing.attributes}
            for number, outgoing in enumerate(batch)
        ]
        event_ids = [outgoing.offer.event_id for outgoing in batch]
        answer = self._client.publish_batch(TopicArn=self._arn, PublishBatchRequestEntries=entries)
        taken = {entry.get("Id") for entry in answer.get("Successful", [])}
        codes = {entry.get("Id"): code(entry.get("Code")) for entry in answer.get("Failed", [])}
        return {
            event_id: {"error_class": "NotPublished", "error_code": codes.get(str(number), "")}
            for number, event_id in enumerate(event_ids)
            if str(number) not in taken
        }


def batches(outgoing: Sequence[Outgoing]) -> Iterator[list[Outgoing]]:
    """Yield ``outgoing`` in order, in batches that fit into one request each."""
    batch: list[Outgoing] = []
    size = 0
    for each in outgoing:
        if batch and (len(batch) == _MESSAGES_PER_CALL or size + each.size > _BYTES_PER_CALL):
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += each.size
    if batch:
        yield batch
