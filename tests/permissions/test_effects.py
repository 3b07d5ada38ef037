"""An effect sees what is still there, however late it comes: a function leaves its log and segment as it ends."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.support.permissions.effects import EFFECTS, Permission
from tests.support.permissions.pipeline import Pipeline

SEGMENTS = {"ingest": "record preference", "recommender": "GetRecommendations"}
LATE = [
    permission
    for permission in EFFECTS
    if permission[1] in {"logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments"}
]


@dataclass
class Late:
    """A pipeline whose recommender ends an invocation after the offer came, and before it begins the next."""

    missing: Permission | None = None
    posted: list[str] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    measurements: int = 0

    @property
    def target(self) -> Any:
        def post(_body: object, **_headers: str) -> Any:
            event_id = self.post()
            return SimpleNamespace(body={"event_id": event_id, "trace_id": event_id})

        return SimpleNamespace(post=post)

    def post(self) -> str:
        self.posted.append(str(len(self.posted)))
        return self.posted[-1]

    def offered(self, event_id: str) -> None:
        self.ended |= set(self.posted[: self.posted.index(event_id)])

    def measured(self) -> bool:
        self.measurements += 1
        return True

    def restart(self, _function: str) -> None: ...

    def trace_of(self, trace_id: str) -> str:
        return " ".join(SEGMENTS[function] for function in self._left_something(trace_id, "xray"))

    def log_since(self, function: str, _since: float) -> list[str]:
        if function == "watch":
            return [] if self._may_not(function, "logs") else ["measured"] * self.measurements
        return [f"{event_id} ended" for event_id in self.posted if function in self._left_something(event_id, "logs")]

    def _left_something(self, event_id: str, service: str) -> list[str]:
        """Return the functions that have ended for an event and may write to the service."""
        ended = ["ingest", "recommender"] if event_id in self.ended else ["ingest"]
        return [function for function in ended if not self._may_not(function, service)]

    def _may_not(self, function: str, service: str) -> bool:
        return self.missing is not None and self.missing[0] == function and self.missing[1].startswith(service)


def seen(pipeline: Late, permission: Permission) -> None:
    EFFECTS[permission](cast(Pipeline, pipeline))


@pytest.mark.parametrize("permission", LATE, ids=" ".join)
def test_a_permission_that_nothing_misses_is_found_out(permission: Permission) -> None:
    with pytest.raises(AssertionError):
        seen(Late(), permission)


@pytest.mark.parametrize("permission", LATE, ids=" ".join)
def test_a_permission_that_is_missed_has_its_effect(permission: Permission) -> None:
    seen(Late(permission), permission)
