"""The topic from which consumers get offers."""

from collections.abc import Iterator, Sequence

from shared.aws.clients import Sns
from shared.aws.failures import code
from shared.offers.notification import Notification

# A PublishBatch request takes ten messages, and 256 KiB in all (Amazon SNS API Reference).
_MESSAGES_PER_CALL = 10
_BYTES_PER_CALL = 256 * 1024


class OffersTopic:
    """Publishes offers."""

    def __init__(self, client: Sns, arn: str) -> None:
        self._client = client
        self._arn = arn

    def publish(self, notification: Notification) -> None:
        """Publish one offer, in the trace that is current. Raises botocore's errors."""
        self._client.publish(
            TopicArn=self._arn, Message=notification.offer.body, MessageAttributes=notification.attributes
        )

    def batches(self, notifications: Sequence[Notification]) -> Iterator[list[Notification]]:
        """Yield ``notifications`` in order, in batches that fit into one request each."""
        batch: list[Notification] = []
        size = 0
        for each in notifications:
            if batch and (len(batch) == _MESSAGES_PER_CALL or size + each.size > _BYTES_PER_CALL):
                yield batch
                batch, size = [], 0
            batch.append(each)
            size += each.size
        if batch:
            yield batch

    def publish_batch(self, batch: Sequence[Notification]) -> dict[str, dict[str, str]]:
        """Publish a batch of :meth:`batches`; return what was not published: event id → its log fields.

        Raises botocore's errors, when none of it is known to be published.
        """
        entries = [
            {"Id": str(number), "Message": each.offer.body, "MessageAttributes": each.attributes}
            for number, each in enumerate(batch)
        ]
        event_ids = [each.offer.event_id for each in batch]
        response = self._client.publish_batch(TopicArn=self._arn, PublishBatchRequestEntries=entries)
        taken = {entry.get("Id") for entry in response.get("Successful", [])}
        codes = {entry.get("Id"): code(entry.get("Code")) for entry in response.get("Failed", [])}
        return {
            event_id: {"error_class": "NotPublished", "error_code": codes.get(str(number), "")}
            for number, event_id in enumerate(event_ids)
            if str(number) not in taken
        }
