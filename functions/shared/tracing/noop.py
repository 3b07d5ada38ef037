"""No tracing: requests keep their trace ids, and nothing is recorded."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any

from shared.trace_header import INVOCATION_VARIABLE, TraceHeader


class NoOpTracing:
    """Does what :class:`shared.ports.Tracing` says, without traces."""

    def step(self, name: str) -> nullcontext[None]:  # noqa: ARG002
        """Do the block."""
        return nullcontext()

    def annotate(self, **annotations: str | int | bool) -> None:
        """Do nothing."""

    def current_header(self) -> TraceHeader:
        """Return the invocation's trace, or a new one, as not sampled."""
        return unsampled(os.environ.get(INVOCATION_VARIABLE))

    @contextmanager
    def continued(
        self,
        header: str | None,
        name: str,  # noqa: ARG002
        aws: Mapping[str, str],  # noqa: ARG002
        annotations: Mapping[str, str],  # noqa: ARG002
    ) -> Iterator[TraceHeader]:
        """Do the block, and pass the record's trace on as not sampled."""
        yield unsampled(header)

    def mark_throttled(self, parsed: Mapping[str, Any], **_: object) -> None:
        """Do nothing."""

    def flush(self) -> None:
        """Do nothing."""


def unsampled(text: str | None) -> TraceHeader:
    """Return the header that ``text`` holds, or a new one, as not sampled."""
    return replace(TraceHeader.parse(text) or TraceHeader.new(sampled=False), sampled=False)
