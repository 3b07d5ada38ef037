"""``GetServiceGraph`` and ``GetTraceGraph``: which service calls which, and how that goes.

Shape: https://docs.aws.amazon.com/xray/latest/api/API_Service.html
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from local.xray.segments import Document, end_of
from local.xray.summaries import service_id
from local.xray.traces import Trace

_CLIENT = "client"


@dataclass
class _Node:
    """A service: its identity, the segments it served, and its calls by the node they went to."""

    identity: dict[str, Any]
    is_root: bool = False
    served: list[Document] = field(default_factory=list)
    calls: dict[int, list[Document]] = field(default_factory=dict)


class ServiceGraph:
    """Collects traces; :meth:`services` gives the nodes and edges."""

    def __init__(self, traces: Iterable[Trace]) -> None:
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._nodes: list[_Node] = []
        for trace in traces:
            for segment in trace.segments:
                self._add(trace, segment)

    def _add(self, trace: Trace, segment: Document) -> None:
        number = self._number_of(segment["name"], segment.get("origin"), service_id(segment))
        node = self._nodes[number]
        node.served.append(segment)
        caller = trace.parent(segment)
        if caller is not None:
            source = self._number_of(caller["name"], caller.get("origin"), service_id(caller))
        else:
            node.is_root = True
            # Whoever calls a root is shown as a client of that root.
            source = self._number_of(_CLIENT, number, {"Names": [], "Type": _CLIENT})
        self._nodes[source].calls.setdefault(number, []).append(segment)

    def _number_of(self, name: str, kind: Any, identity: dict[str, Any]) -> int:
        number = self._numbers.setdefault((name, kind), len(self._nodes))
        if number == len(self._nodes):
            self._nodes.append(_Node(identity))
        return number

    def services(self) -> list[dict[str, Any]]:
        """Return the nodes as X-Ray ``Service`` structures."""
        return [self._service(number, node) for number, node in enumerate(self._nodes)]

    def _service(self, number: int, node: _Node) -> dict[str, Any]:
        service = {
            "ReferenceId": number,
            **node.identity,
            "State": "active" if node.served else "unknown",
            **_period(node.served or [segment for segments in node.calls.values() for segment in segments]),
            "Edges": [
                {
                    "ReferenceId": target,
                    **_period(segments),
                    "SummaryStatistics": _statistics(segments),
                    "ResponseTimeHistogram": _histogram(segments),
                    "Aliases": [],
                }
                for target, segments in node.calls.items()
            ],
        }
        if node.is_root:
            service["Root"] = True
        if node.served:
            service["SummaryStatistics"] = _statistics(node.served)
            service["DurationHistogram"] = service["ResponseTimeHistogram"] = _histogram(node.served)
        return service


def _period(segments: list[Document]) -> dict[str, float]:
    return {
        "StartTime": min(segment["start_time"] for segment in segments),
        "EndTime": max(map(end_of, segments)),
    }


def _statistics(segments: list[Document]) -> dict[str, Any]:
    faults = sum(bool(segment.get("fault")) for segment in segments)
    throttles = sum(bool(segment.get("throttle")) for segment in segments)
    errors = sum(bool(segment.get("error") or segment.get("throttle")) for segment in segments)
    failed = sum(any(segment.get(flag) for flag in ("error", "fault", "throttle")) for segment in segments)
    return {
        "OkCount": len(segments) - failed,
        "ErrorStatistics": {"ThrottleCount": throttles, "OtherCount": errors - throttles, "TotalCount": errors},
        "FaultStatistics": {"OtherCount": faults, "TotalCount": faults},
        "TotalCount": len(segments),
        "TotalResponseTime": round(sum(end_of(segment) - segment["start_time"] for segment in segments), 3),
    }


def _histogram(segments: list[Document]) -> list[dict[str, Any]]:
    counts = Counter(round(end_of(segment) - segment["start_time"], 3) for segment in segments)
    return [{"Value": value, "Count": count} for value, count in sorted(counts.items())]
