"""Ends a call to AWS by the clock, whatever botocore's retry mode and the service would rather wait.

Both may change: a mode with botocore's version, and a service asks for a wait with the header ``x-amz-retry-after``.
botocore asks its events ``needs-retry`` whether and when to try again; :class:`TimedEvents` says no once another
attempt might not end in time.
"""

import time
from collections.abc import Callable
from typing import Any

from botocore.hooks import HierarchicalEmitter, first_non_none_response

CONNECT_SECONDS = READ_SECONDS = 1.0
ATTEMPT_SECONDS = CONNECT_SECONDS + READ_SECONDS
CALL_SECONDS = 9.5
"""The longest that one call takes, with all its attempts and the waits between them."""

_ENDS = "call_ends"


class TimedEvents(HierarchicalEmitter):  # type: ignore[misc] # botocore has no types
    """A session's events. ``clock`` is in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self.register("before-call", self._begin)

    def _begin(self, context: dict[str, Any], **_: Any) -> None:
        context[_ENDS] = self._clock() + CALL_SECONDS

    def emit(self, event_name: str, **facts: Any) -> list[tuple[Callable[..., Any], Any]]:
        """Return the handlers' answers, none where they ask for an attempt that may end after the call's time."""
        answers: list[tuple[Callable[..., Any], Any]] = super().emit(event_name, **facts)
        if event_name.startswith("needs-retry."):
            wait = first_non_none_response(answers)
            if wait is not None and self._clock() + wait + ATTEMPT_SECONDS > facts["request_dict"]["context"][_ENDS]:
                return []
        return answers
