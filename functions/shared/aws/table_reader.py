"""Read many items of one DynamoDB table by key."""

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shared.aws.clients import DynamoDb
from shared.budget import CALL_MS, Budget
from shared.errors import PassingError

# BatchGetItem takes at most 100 keys (Amazon DynamoDB API Reference).
_KEYS_PER_CALL = 100
_ATTEMPTS = 3
_PAUSE_SECONDS = 0.05

Key = Mapping[str, Mapping[str, str]]


class UnreadItemsError(PassingError):
    """DynamoDB kept leaving items of a batch unread, which it does when it throttles."""


class TableReader:
    """Reads items; those that are not there are left out."""

    def __init__(self, client: DynamoDb, table: str, *, consistent: bool = False) -> None:
        self._client = client
        self._table = table
        self._consistent = consistent

    def read(self, keys: Iterable[Key], budget: Budget) -> Iterator[Mapping[str, Any]]:
        """Yield the items with these ``keys`` (no two the same), in any order.

        Raises botocore's errors, :class:`UnreadItemsError`, and :class:`~shared.budget.OutOfTimeError`.
        """
        wanted = list(keys)
        for start in range(0, len(wanted), _KEYS_PER_CALL):
            yield from self._read(wanted[start : start + _KEYS_PER_CALL], budget)

    def _read(self, keys: list[Key], budget: Budget) -> Iterator[Mapping[str, Any]]:
        wanted: Mapping[str, Any] = {self._table: {"Keys": keys, "ConsistentRead": self._consistent}}
        for attempt in range(_ATTEMPTS):
            budget.require(CALL_MS)
            response = self._client.batch_get_item(RequestItems=wanted)
            yield from response.get("Responses", {}).get(self._table, [])
            wanted = response.get("UnprocessedKeys", {})
            if not wanted:
                return
            time.sleep(_PAUSE_SECONDS * 2**attempt)
        raise UnreadItemsError
