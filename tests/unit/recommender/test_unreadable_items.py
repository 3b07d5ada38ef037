"""Items of the catalogue that cannot be read are counted each time, and named once."""

from typing import Any

import pytest

from recommender.adapters import unreadable_items
from recommender.adapters.unreadable_items import UnreadableItems


class Lines:
    """Keeps what is logged and counted."""

    def __init__(self) -> None:
        self.extras: list[dict[str, Any]] = []
        self.messages: set[str] = set()
        self.counted: list[str] = []

    def warning(self, message: str, *, extra: dict[str, Any]) -> None:
        self.messages.add(message)
        self.extras.append(extra)

    def add(self, name: str) -> None:
        self.counted.append(name)


def test_an_item_is_counted_at_each_meeting_and_named_at_the_first() -> None:
    lines = Lines()
    unreadable = UnreadableItems(lines, lines)
    for item_id in ("a", "b", "a", "a"):
        unreadable.note(item_id, "price")
    assert lines.counted == ["CatalogueItemUnreadable"] * 4
    assert lines.messages == {"An item of the catalogue cannot be read."}
    assert lines.extras == [{"item_id": "a", "attribute": "price"}, {"item_id": "b", "attribute": "price"}]


def test_a_catalogue_full_of_them_does_not_fill_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unreadable_items, "_MOST_NAMED", 2)
    lines = Lines()
    unreadable = UnreadableItems(lines, lines)
    for number in range(5):
        unreadable.note(str(number), "price")
    assert len(lines.counted) == 5
    assert [extra["item_id"] for extra in lines.extras] == ["0", "1"]
