"""The time that work may take. Work begins only when enough is left for it to end within the invocation."""

import math
import time
from collections.abc import Callable

from shared.call_limits import CALL_SECONDS
from shared.errors import PassingError

RECORD_MS = 12_000
"""A record begins only with this much left: a campaign call that times out, then one other call with all retries."""

CALL_MS = round(CALL_SECONDS * 1000)
"""The longest that one call to DynamoDB, SNS or S3 takes (:mod:`shared.aws.call_time`)."""

_LONGEST_RECORD_MS = 25_000


class OutOfTimeError(PassingError):
    """Too little time is left to begin the work."""


class Budget:
    """``remaining`` returns the milliseconds that are left."""

    def __init__(self, remaining: Callable[[], float]) -> None:
        self._remaining = remaining

    def allows(self, milliseconds: float) -> bool:
        """Return whether at least ``milliseconds`` are left."""
        return self._remaining() >= milliseconds

    def require(self, milliseconds: float) -> None:
        """Raise :class:`OutOfTimeError` unless at least ``milliseconds`` are left."""
        if not self.allows(milliseconds):
            raise OutOfTimeError

    def without(self, milliseconds: float) -> "Budget":
        """Return this budget less ``milliseconds``, which are kept for later work."""
        return Budget(lambda: self._remaining() - milliseconds)

    def for_record(self, clock: Callable[[], float] = time.monotonic) -> "Budget":
        """Return the budget of one record: at most 25 s, so that one slow record leaves time for the others."""
        ends = clock() + _LONGEST_RECORD_MS / 1000
        return Budget(lambda: min(self._remaining(), (ends - clock()) * 1000))


UNLIMITED = Budget(lambda: math.inf)
"""For programs that no deadline ends."""
