"""What Lambda and the settings give an invocation: its context, time enough, metrics that are kept."""

from collections import Counter
from dataclasses import dataclass, field

from shared.budget import Budget

PLENTY = Budget(lambda: 60_000)


@dataclass
class FakeContext:
    aws_request_id: str = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
    function_name: str = "cxe-local-recommender"
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:000000000000:function:cxe-local-recommender"
    remaining: int = 60_000

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining


@dataclass
class CountedMetrics:
    """Counts that are kept instead of written: ``flushed`` holds what each invocation would write, ``durations`` the
    milliseconds of all of them."""

    open: Counter[str] = field(default_factory=Counter)
    flushed: list[dict[str, int]] = field(default_factory=list)
    durations: list[tuple[str, int]] = field(default_factory=list)

    def add(self, name: str) -> None:
        self.open[name] += 1

    def add_duration(self, name: str, milliseconds: int) -> None:
        self.durations.append((name, milliseconds))

    def flush(self) -> None:
        self.flushed.append(dict(self.open))
        self.open.clear()


class UnreadableNotes:
    """Keeps what is said of items that cannot be read: id and attribute."""

    def __init__(self) -> None:
        self.notes: list[tuple[str, str]] = []

    def note(self, item_id: str, attribute: str) -> None:
        self.notes.append((item_id, attribute))
