"""How much time work may take: nothing is begun that might not end before Lambda ends the invocation."""

import math
import time
from collections.abc import Callable

from shared.call_time import CALL_SECONDS
from shared.failures import PassingError

RECORD_MS = 12_000
"""What must be left to begin a record: a recommendation that times out, and one call that takes all its attempts."""

CALL_MS = round(CALL_SECONDS * 1000)
"""The longest that one call to DynamoDB, SNS or S3 takes: its clients see to it."""

_LONGEST_RECORD_MS = 25_000


class OutOfTimeError(PassingError):
    """The invocation, or the record's share of it, would end before the work was done."""


class Budget:
    """The milliseconds that are left, as ``remaining`` says."""

    def __init__(self, remaining: Callable[[], float]) -> None:
        self._remaining = remaining

    def allows(self, milliseconds: float) -> bool:
        """Return whether so much time is left."""
        return self._remaining() >= milliseconds

    def require(self, milliseconds: float) -> None:
        """Raise :class:`OutOfTimeError` unless so much time is left."""
        if not self.allows(milliseconds):
            raise OutOfTimeError

    def without(self, milliseconds: float) -> "Budget":
        """Return this budget with ``milliseconds`` set aside for what comes after."""
        return Budget(lambda: self._remaining() - milliseconds)

    def for_record(self, clock: Callable[[], float] = time.monotonic) -> "Budget":
        """Return the share of one record: one that hangs must not use up what its neighbours need."""
        ends = clock() + _LONGEST_RECORD_MS / 1000
        return Budget(lambda: min(self._remaining(), (ends - clock()) * 1000))


UNLIMITED = Budget(lambda: math.inf)
"""For whoever nobody ends."""
