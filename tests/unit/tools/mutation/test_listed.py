"""Which mutants may survive."""

from pathlib import Path

import pytest

from tools.mutation.listed import LISTING, Change, ListingError, listed, stale, unlisted
from tools.paths import FUNCTIONS_DIRECTORY

ENTRY = "- function: ingest.domain.recording.record\n  was: return a\n  becomes: return b\n  because: a is b\n"
CHANGE = Change("ingest.domain.recording.record", "return a", "return b")


@pytest.fixture
def listing(tmp_path: Path) -> Path:
    return tmp_path / "survivors.yaml"


def test_an_entry_is_a_change_with_a_reason(listing: Path) -> None:
    listing.write_text(ENTRY)
    assert listed(listing) == {CHANGE}


def test_a_change_is_printed_as_an_entry_begins(listing: Path) -> None:
    listing.write_text(f"{CHANGE}\n  because: a is b\n")
    assert listed(listing) == {CHANGE}


@pytest.mark.parametrize("entry", [ENTRY.replace("a is b", "' '"), "\n".join(ENTRY.splitlines()[:3]), "- a"])
def test_an_entry_without_a_reason_is_refused(listing: Path, entry: str) -> None:
    listing.write_text(entry)
    with pytest.raises(ListingError, match="entry 1 must"):
        listed(listing)


def test_a_survivor_that_is_not_listed_is_reported() -> None:
    other = Change("ingest.domain.recording.record", "return a", "return None")
    assert unlisted([CHANGE, other], [CHANGE]) == [other]


def test_an_entry_that_does_not_survive_is_reported() -> None:
    assert stale([], [CHANGE]) == [CHANGE]
    assert stale([CHANGE, CHANGE], [CHANGE]) == []


def test_what_is_listed_is_in_the_functions() -> None:
    for change in listed():
        module = change.function.split(".")
        files = [FUNCTIONS_DIRECTORY.joinpath(*module[:end]).with_suffix(".py") for end in range(1, len(module))]
        packages = [FUNCTIONS_DIRECTORY.joinpath(*module[:end], "__init__.py") for end in range(1, len(module))]
        texts = [path.read_text() for path in (*packages, *files) if path.is_file()]
        lines = {line.strip() for text in texts for line in text.splitlines()}
        assert {*change.was.splitlines()} <= lines, f"{LISTING.name} lists what is gone: {change}"
