"""Write many items of one DynamoDB table."""

import itertools
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

# BatchWriteItem takes at most 25 items:
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
_BATCH = 25
_ATTEMPTS = 8
_FIRST_PAUSE_SECONDS = 0.05

Request = Mapping[str, Any]
"""``{"PutRequest": {"Item": …}}`` or ``{"DeleteRequest": {"Key": …}}``, in DynamoDB's JSON."""

T = TypeVar("T")


class PutOffError(Exception):
    """The table put items off for too long; the message says which table and how many."""


class DynamoDB(Protocol):
    """The part of boto3's DynamoDB client that is used."""

    def batch_write_item(self, *, RequestItems: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: N803 - boto3's name
        """Write up to 25 items; return those that were not processed."""


def write(
    requests: Iterable[Request], table: str, client: DynamoDB, progress: Callable[[int], None] = lambda _: None
) -> None:
    """Carry out ``requests``, no two of which are for one item; ``progress`` gets how many are done.

    Raises botocore's errors, and :class:`PutOffError`.
    """
    done = 0
    for batch in batches(requests, _BATCH):
        _write(batch, table, client)
        done += len(batch)
        progress(done)


def batches(elements: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """Yield ``elements``, up to ``size`` at a time."""
    remaining = iter(elements)
    while batch := list(itertools.islice(remaining, size)):
        yield batch


def _write(requests: Sequence[Request], table: str, client: DynamoDB) -> None:
    """Write up to 25 items, again and again those that DynamoDB put off, with growing, random pauses.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html#Programming.Errors.BatchOperations
    """
    waiting: Mapping[str, Any] = {table: requests}
    for attempt in itertools.count():
        waiting = client.batch_write_item(RequestItems=waiting)["UnprocessedItems"]
        if not waiting:
            return
        if attempt + 1 == _ATTEMPTS:
            raise PutOffError(f"{table} put off {len(waiting[table])} items {_ATTEMPTS} times: try again later")
        time.sleep(random.uniform(0, _FIRST_PAUSE_SECONDS * 2**attempt))  # noqa: S311 - spreads retries, no secret
