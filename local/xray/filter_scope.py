"""What a filter expression looks at: a whole trace, or one service in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from local.xray.segments import Document, end_of, entities
from local.xray.traces import Trace


@dataclass(frozen=True)
class Scope:
    """``main`` is the segment that plain keywords ask about: the root of a trace, or the one of a service."""

    trace: Trace
    main: Document
    segments: list[Document]

    @classmethod
    def of_trace(cls, trace: Trace) -> "Scope":
        """The scope of an expression outside ``service()`` and ``edge()``."""
        return cls(trace, trace.roots[0], trace.segments)

    def services(self, wanted: Mapping[str, str] | None) -> Iterator["Scope"]:
        """Yield a scope for each segment of the wanted service, or of any."""
        for segment in self.segments:
            if wanted is None or _is(segment, wanted):
                yield Scope(self.trace, segment, [segment])

    def calls(self, source: Mapping[str, str], target: Mapping[str, str]) -> Iterator["Scope"]:
        """Yield a scope for each segment of ``target`` that a segment of ``source`` called."""
        for scope in self.services(target):
            caller = self.trace.parent(scope.main)
            if caller is not None and _is(caller, source):
                yield scope

    def values(self, name: str) -> Iterator[Any]:
        """Yield what a keyword or ``annotation.key`` stands for here; nothing when it is absent."""
        if name.startswith("annotation"):
            key = name[len("annotation") + 1 :].removesuffix("]")
            yield from (
                entity["annotations"][key]
                for segment in self.segments
                for entity in entities(segment)
                if key in entity.get("annotations", {})
            )
        else:
            value = KEYWORDS[name](self)
            if value is not None:
                yield value


def _is(segment: Document, wanted: Mapping[str, str]) -> bool:
    return wanted.get("name", segment["name"]) == segment["name"] and wanted.get("type") in (
        None,
        segment.get("origin"),
    )


def _flag(name: str) -> Callable[[Scope], bool]:
    return lambda scope: bool(scope.main.get(name))


def _http(part: str, name: str) -> Callable[[Scope], Any]:
    return lambda scope: scope.main.get("http", {}).get(part, {}).get(name)


def _is_ok(scope: Scope) -> bool:
    return not any(scope.main.get(flag) for flag in ("error", "fault", "throttle", "in_progress"))


def _response_time(scope: Scope) -> float | None:
    if "end_time" not in scope.main:
        return None
    return float(scope.main["end_time"]) - float(scope.main["start_time"])


def _duration(scope: Scope) -> float:
    return max(map(end_of, scope.segments)) - min(float(segment["start_time"]) for segment in scope.segments)


def _first(name: str) -> Callable[[Scope], Any]:
    return lambda scope: next((segment[name] for segment in scope.segments if name in segment), None)


KEYWORDS: dict[str, Callable[[Scope], Any]] = {
    "ok": _is_ok,
    "error": _flag("error"),
    "fault": _flag("fault"),
    "throttle": _flag("throttle"),
    "inferred": _flag("inferred"),
    "root": lambda scope: any(scope.main is root for root in scope.trace.roots),
    "partial": lambda scope: any(segment.get("in_progress") for segment in scope.segments),
    "responsetime": _response_time,
    "duration": _duration,
    "http.status": _http("response", "status"),
    "http.url": _http("request", "url"),
    "http.method": _http("request", "method"),
    "http.useragent": _http("request", "user_agent"),
    "http.clientip": _http("request", "client_ip"),
    "name": lambda scope: scope.main["name"],
    "type": lambda scope: scope.main.get("origin"),
    "resource.arn": _first("resource_arn"),
    "user": _first("user"),
}
"""Keywords of the language that the local stack knows → their value; ``None`` stands for absent."""
