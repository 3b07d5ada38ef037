"""The AWS X-Ray tracing header: which trace a piece of work belongs to.

Source: AWS X-Ray Developer Guide, "AWS X-Ray concepts", tracing header.
"""

import re
import secrets
import time
from dataclasses import dataclass
from typing import Self

INVOCATION_VARIABLE = "_X_AMZN_TRACE_ID"
"""The environment variable in which Lambda puts the header of each invocation."""

_ROOT = re.compile(r"1-[0-9a-f]{8}-[0-9a-f]{24}")
_PARENT = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class TraceHeader:
    """``root`` is the trace id, ``parent`` the id of the segment that comes before (None at the start of a trace)."""

    root: str
    parent: str | None
    sampled: bool

    @classmethod
    def parse(cls, text: str | None) -> Self | None:
        """Return the header that ``text`` holds, or None when it has no valid root. Other fields are left out."""
        parts = _fields(text)
        root, parent = parts.get("Root", ""), parts.get("Parent", "")
        if not _ROOT.fullmatch(root):
            return None
        return cls(root, parent if _PARENT.fullmatch(parent) else None, parts.get("Sampled") == "1")

    @classmethod
    def new(cls, *, sampled: bool) -> Self:
        """Return the header of a new trace: its id holds the time in seconds and 96 random bits."""
        return cls(f"1-{int(time.time()):08x}-{secrets.token_hex(12)}", None, sampled)

    def __str__(self) -> str:
        """Return the header's text, always with a parent, as a stored event carries it."""
        return f"Root={self.root};Parent={self.parent or secrets.token_hex(8)};Sampled={int(self.sampled)}"


def lineage(text: str | None) -> str | None:
    """Return the ``Lineage`` of a tracing header, by which Lambda finds loops, or None."""
    return _fields(text).get("Lineage")


def _fields(text: str | None) -> dict[str, str]:
    return dict(part.strip(" ").partition("=")[::2] for part in (text or "").split(";"))
