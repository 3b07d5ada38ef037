"""What is measured of the failures that wait."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.fakes.events import NOW
from watch.domain.measuring import Watch
from watch.domain.model import UnmeasuredError

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass
class World:
    """Failures that were stored at these times, and what was written and logged of them."""

    stored: Sequence[datetime] | UnmeasuredError
    written: list[dict[str, float]] = field(default_factory=list)
    logged: list[tuple[object, dict[str, Any]]] = field(default_factory=list)

    def waiting_since(self) -> Sequence[datetime]:
        if isinstance(self.stored, UnmeasuredError):
            raise self.stored
        return self.stored

    def write(self, values: dict[str, float]) -> None:
        self.written.append(dict(values))

    def error(self, msg: object, *, extra: dict[str, Any]) -> None:
        self.logged.append((msg, extra))

    def measure(self) -> None:
        world: Any = self
        Watch(failures=world, gauges=world, logger=world, now=lambda: NOW).measure()


@pytest.mark.parametrize(
    ("stored", "objects", "age"),
    [
        ([], 0, 0),
        ([NOW - MINUTE], 1, 60),
        ([NOW - MINUTE, NOW - HOUR, NOW], 3, 3600),
        ([NOW + MINUTE], 1, 0),
    ],
    ids=["none", "one", "the oldest in the middle", "S3's clock is ahead"],
)
def test_how_many_wait_and_how_old_the_oldest_is(stored: list[datetime], objects: int, age: float) -> None:
    world = World(stored)
    world.measure()
    assert world.written == [{"FailureObjects": objects, "FailureObjectAge": age}]
    assert world.logged == []


def test_what_cannot_be_counted_is_logged_once_and_fails_without_a_number() -> None:
    world = World(UnmeasuredError({"error_class": "ClientError", "error_code": "AccessDenied"}))
    with pytest.raises(UnmeasuredError, match=r"^unmeasured$"):
        world.measure()
    assert world.written == []
    assert world.logged == [
        ("Failures not counted.", {"error_class": "ClientError", "error_code": "AccessDenied"}),
    ]
