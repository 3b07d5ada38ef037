"""What the domain of every function is given: a log, counters and tracing. No AWS here."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from shared.trace_header import TraceHeader


class Log(Protocol):
    """Writes log lines; ``extra`` are the log fields besides the message. Never give it anything personal."""

    def debug(self, msg: object, *, extra: Mapping[str, Any] | None = None) -> None:
        """Write what helps to understand one invocation: in a sample of them, where INFO is the level."""
        ...

    def info(self, msg: object, *, extra: Mapping[str, Any] | None = None) -> None:
        """Write what is worth knowing."""
        ...

    def warning(self, msg: object, *, extra: Mapping[str, Any] | None = None) -> None:
        """Write what somebody should look at when it happens often."""
        ...

    def error(self, msg: object, *, extra: Mapping[str, Any] | None = None) -> None:
        """Write what failed."""
        ...


class Metrics(Protocol):
    """Counts what happens in one invocation, from any thread. Names: :mod:`shared.generated.metric_names`."""

    def add(self, name: str) -> None:
        """Count one more of ``name``."""
        ...

    def add_duration(self, name: str, milliseconds: int) -> None:
        """Add one value of ``name``, a metric of time."""
        ...

    def flush(self) -> None:
        """Write the counts and the durations, and begin again at zero."""
        ...


class Gauges(Protocol):
    """Writes what was measured. Names: :mod:`shared.generated.metric_names`."""

    def write(self, values: Mapping[str, float]) -> None:
        """Write ``values``, each by the name of its metric and in its unit."""
        ...


class Tracing(Protocol):
    """Traces what a function does. Never give it anything personal."""

    def step(self, name: str) -> AbstractContextManager[None]:
        """Trace the block as a step ``name`` of what is traced now."""
        ...

    def annotate(self, **annotations: str | int | bool) -> None:
        """Make what is traced now findable by ``annotations``."""
        ...

    def current_header(self) -> TraceHeader:
        """Return the header from which someone else can continue what is traced now.

        When nothing is, it still names the invocation's trace, or a new one, as not sampled.
        """
        ...

    def continued(
        self, header: str | None, name: str, aws: Mapping[str, str], annotations: Mapping[str, str]
    ) -> AbstractContextManager[TraceHeader]:
        """Trace the block as a segment of its own in the trace of ``header``; ``name`` shows on the service map.

        Yields the header from which what follows the block can continue. A header that is missing or malformed starts
        a new trace, sampled as the invocation is. ``aws`` are the segment's AWS fields (``request_id``,
        ``function_arn``).
        """
        ...

    def mark_throttled(self, parsed: Mapping[str, Any], **_: object) -> None:
        """Flag the call being traced when AWS throttled it: a handler of botocore's ``after-call`` event."""
        ...

    def flush(self) -> None:
        """Send what has not been sent yet, when an invocation ends."""
        ...
