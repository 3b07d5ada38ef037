"""Gap: a batch of messages may have any size in total.

AWS refuses a PublishBatch whose messages exceed 256 KiB together: ``BatchRequestTooLong``. Nothing of it is published.

Source: Amazon SNS API reference, "PublishBatch".

Needed by: functions/recommender (fills batches up to that size).
"""

from collections.abc import Callable
from typing import Any

from ministack.services import sns


def apply() -> None:
    """Limit the total size of batches."""
    sns._publish_batch = _limited(sns._publish_batch)


def _limited(publish: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    def publish_batch(parameters: dict[str, Any]) -> Any:
        entries = sns._parse_batch_entries(parameters)
        size = sum(sns._message_payload_size(entry["message"], entry["message_attributes"]) for entry in entries)
        if size > sns._SNS_MAX_PAYLOAD_BYTES:
            message = "The length of all the batch messages put together is more than the limit."
            return sns._error("BatchRequestTooLong", message, 400)
        return publish(parameters)

    return publish_batch
