"""The batches that Lambda reads from the interest table's stream, and the response that it takes.

Source: AWS Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB" and "Configuring partial batch response".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from recommender.domain.model import Delivery
from recommender.ports import BatchHandler
from shared.aws.failures import describe
from shared.interest_event import MalformedEventError
from shared.lambda_context import LambdaContext
from shared.stream_record import interest_event, sequence_number


def handle(
    offer_maker: BatchHandler,
    records: Sequence[Mapping[str, Any]],
    context: LambdaContext,
    *,
    by_hand: bool = False,
) -> dict[str, Any]:
    """Return Lambda's partial batch response. Lambda delivers again from the first record in it on.

    Raises :class:`~shared.interest_event.MalformedEventError` when a record cannot be named, before any is handled.
    """
    deliveries = [read(record) for record in records]
    failed = offer_maker.handle(deliveries, context, by_hand=by_hand)
    return {"batchItemFailures": [{"itemIdentifier": number} for number in failed]}


def read(record: Mapping[str, Any]) -> Delivery:
    """Return what ``record`` delivers. Raises :class:`MalformedEventError` when it cannot be named."""
    number, stream_event_id = sequence_number(record), str(record.get("eventID", ""))
    try:
        return Delivery(number, stream_event_id, interest_event(record), record=record)
    except MalformedEventError as error:
        return Delivery(number, stream_event_id, None, describe(error), record)
