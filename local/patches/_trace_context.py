"""The trace that an invocation of a function belongs to.

Whoever invokes a function inside the emulator (API Gateway, SNS, the Invoke API) puts the trace header it received or
made into :data:`inbound`; the function then finds it in ``_X_AMZN_TRACE_ID``, as on AWS.

Source of the header's format: AWS X-Ray developer guide, "Tracing header".
"""

import functools
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, Self

from ministack.services import lambda_svc

HEADER = "X-Amzn-Trace-Id"
_ROOT = re.compile(r"1-[0-9a-f]{8}-[0-9a-f]{24}")
_PARENT = re.compile(r"[0-9a-f]{16}")

inbound: ContextVar[str | None] = ContextVar("inbound_trace_header", default=None)


@dataclass(frozen=True)
class TraceHeader:
    """``Root=1-8hex-24hex;Parent=16hex;Sampled=0|1``. ``sampled`` is ``None`` while nobody has decided."""

    root: str
    parent: str | None = None
    sampled: bool | None = None

    @classmethod
    def new(cls) -> Self:
        """Return the header of a trace that starts here."""
        return cls(f"1-{int(time.time()):08x}-{secrets.token_hex(12)}")

    @classmethod
    def parse(cls, text: str | None) -> Self | None:
        """Return the header in ``text``, or ``None`` when it names no valid root."""
        pairs = (pair.partition("=") for pair in (text or "").split(";"))
        fields = {name.strip(): value.strip() for name, _, value in pairs}
        if not _ROOT.fullmatch(fields.get("Root", "")):
            return None
        parent = fields.get("Parent", "")
        sampled = {"1": True, "0": False}.get(fields.get("Sampled", ""))
        return cls(fields["Root"], parent if _PARENT.fullmatch(parent) else None, sampled)

    def below(self, parent: str, sampled: bool) -> Self:
        """Return the header for what the segment ``parent`` calls."""
        return replace(self, parent=parent, sampled=sampled)

    def unsampled(self) -> Self:
        """Return the header of a trace that is not sampled."""
        return replace(self, sampled=False)

    def __str__(self) -> str:
        fields = [f"Root={self.root}"]
        if self.parent:
            fields.append(f"Parent={self.parent}")
        if self.sampled is not None:
            fields.append(f"Sampled={int(self.sampled)}")
        return ";".join(fields)


def new_segment_id() -> str:
    """Return 16 random hexadecimal digits."""
    return secrets.token_hex(8)


@contextmanager
def carrying(header: str | None) -> Iterator[None]:
    """Invoke functions within this block as part of the trace in ``header``."""
    _install()
    token = inbound.set(header)
    try:
        yield
    finally:
        inbound.reset(token)


@functools.cache
def _install() -> None:
    choose = lambda_svc._xray_trace_id_for_invocation

    def trace_header_for(config: dict[str, Any], header: str | None = None) -> Any:
        return choose(config, header or inbound.get())

    lambda_svc._xray_trace_id_for_invocation = trace_header_for
