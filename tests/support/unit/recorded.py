"""Stand-ins that keep what is said to people: log lines and annotations of traces."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from shared.trace_header import TraceHeader
from shared.tracing.noop import NoOpTracing

INVOCATION = TraceHeader("1-6740a1b2-ffffffffffffffffffffffff", "aaaaaaaaaaaaaaaa", sampled=True)


@dataclass
class Lines:
    """A logger. Each line is its level, its message and what it carries besides; those for debugging are apart."""

    written: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    debugged: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def debug(self, message: str, extra: dict[str, Any] | None = None) -> None:
        self.debugged.append((message, extra or {}))

    def info(self, message: str, extra: dict[str, Any] | None = None) -> None:
        self.written.append(("info", message, extra or {}))

    def warning(self, message: str, extra: dict[str, Any] | None = None) -> None:
        self.written.append(("warning", message, extra or {}))

    def error(self, message: str, extra: dict[str, Any] | None = None) -> None:
        self.written.append(("error", message, extra or {}))


@dataclass
class Traced(NoOpTracing):
    """Tracing that keeps annotations, of the invocation and of each record, and what a record is continued from."""

    annotations: dict[str, Any] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    records: list[tuple[str | None, str, Mapping[str, str], dict[str, Any]]] = field(default_factory=list)
    flushed: int = 0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.steps.append(name)
        yield

    def annotate(self, **annotations: str | int | bool) -> None:
        (self.records[-1][3] if self.records else self.annotations).update(annotations)

    def current_header(self) -> TraceHeader:
        return INVOCATION

    @contextmanager
    def continued(
        self, header: str | None, name: str, aws: Mapping[str, str], annotations: Mapping[str, str]
    ) -> Iterator[TraceHeader]:
        self.records.append((header, name, aws, dict(annotations)))
        yield TraceHeader.parse(header) or INVOCATION

    def flush(self) -> None:
        self.flushed += 1
