"""Stand-ins that keep what is said to people: log lines and annotations of traces."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from shared.trace_header import TraceHeader
from shared.tracing.noop import NoOpTracing
from tests.support.logs import complaints

_IN_EVERY_LINE = {
    "timestamp": "2026-12-01 05:11:15,332+0000",
    "sampling_rate": 0.0,
    "environment": "dev",
    "cold_start": False,
}
INVOCATION = TraceHeader("1-6740a1b2-ffffffffffffffffffffffff", "aaaaaaaaaaaaaaaa", sampled=True)


@dataclass
class Lines:
    """A logger. Each line is its level, its message and what it carries besides; those for debugging are apart.

    A line has to be a log event of the contract once the logger has added what is in all of them.
    """

    service: str = "recommender"
    written: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    debugged: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def debug(self, message: str, extra: dict[str, Any] | None = None) -> None:
        self._check("debug", message, extra or {})
        self.debugged.append((message, extra or {}))

    def info(self, message: str, extra: dict[str, Any] | None = None) -> None:
        self._write("info", message, extra or {})

    def warning(self, message: str, extra: dict[str, Any] | None = None) -> None:
        self._write("warning", message, extra or {})

    def error(self, message: str, extra: dict[str, Any] | None = None) -> None:
        self._write("error", message, extra or {})

    def _write(self, level: str, message: str, extra: dict[str, Any]) -> None:
        self._check(level, message, extra)
        self.written.append((level, message, extra))

    def _check(self, level: str, message: str, extra: dict[str, Any]) -> None:
        said = {"level": level.upper(), "message": message, "service": self.service, **extra}
        assert complaints({**_IN_EVERY_LINE, **said}) == []


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
