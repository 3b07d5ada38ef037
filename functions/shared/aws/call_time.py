"""Ends a call to AWS by the clock.

How often botocore tries again, and how long it waits, depends on its version and on what the service asks for (the
header ``x-amz-retry-after``). botocore emits the event ``needs-retry`` before each retry: :class:`TimedEvents` refuses
a retry that might not end in time.
"""

import time
from collections.abc import Callable
from typing import Any

from botocore.hooks import HierarchicalEmitter, first_non_none_response

from shared.call_limits import ATTEMPT_SECONDS, CALL_SECONDS

_ENDS = "call_ends"


class TimedEvents(HierarchicalEmitter):  # type: ignore[misc] # botocore has no types
    """A session's events. ``clock`` is in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self.register("before-call", self._begin)

    def _begin(self, context: dict[str, Any], **_: Any) -> None:
        context[_ENDS] = self._clock() + CALL_SECONDS

    def emit(self, event_name: str, **details: Any) -> list[tuple[Callable[..., Any], Any]]:
        """Return the handlers' responses; none for a retry that may end after the call's time."""
        responses: list[tuple[Callable[..., Any], Any]] = super().emit(event_name, **details)
        if event_name.startswith("needs-retry."):
            wait = first_non_none_response(responses)
            if wait is not None and self._clock() + wait + ATTEMPT_SECONDS > details["request_dict"]["context"][_ENDS]:
                return []
        return responses
