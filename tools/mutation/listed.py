"""The mutants that may survive: ``tests/survivors.yaml``, where each has a reason."""

import contextlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from mutmut.mutation.diff_apply import get_diff_for_mutant

from tools.mutation.stage import Stage, function_of
from tools.paths import ROOT

LISTING = ROOT / "tests" / "survivors.yaml"


@dataclass(frozen=True)
class Change:
    """What a mutant is: in ``function``, ``was`` becomes ``becomes``. Lines of code, without their indentation."""

    function: str
    was: str
    becomes: str

    def __str__(self) -> str:
        """Return it as an entry of the listing begins."""
        fields = {"function": self.function, "was": self.was, "becomes": self.becomes}
        return yaml.safe_dump([fields], sort_keys=False, allow_unicode=True, width=1000).rstrip()


class ListingError(ValueError):
    """The listing cannot be read; the message says which entry, and what it lacks."""


def listed(listing: Path = LISTING) -> frozenset[Change]:
    """Return the mutants that are listed. Raises :class:`ListingError`."""
    changes = set()
    for number, entry in enumerate(yaml.safe_load(listing.read_text()) or [], 1):
        if not isinstance(entry, dict) or set(entry) != {"function", "was", "becomes", "because"}:
            raise ListingError(f"{listing.name}: entry {number} must have function, was, becomes and because")
        if not all(isinstance(value, str) and value.strip() for value in entry.values()):
            raise ListingError(f"{listing.name}: entry {number} must say something in each of its texts")
        changes.add(Change(entry["function"], entry["was"], entry["becomes"]))
    return frozenset(changes)


def change_of(name: str, stage: Stage) -> Change:
    """Return what the mutant ``name`` changes."""
    with contextlib.chdir(stage.folder):
        lines = get_diff_for_mutant(name, path=stage.source_of(name)).splitlines()[2:]
    return Change(function_of(name), _text(lines, "-"), _text(lines, "+"))


def _text(lines: Iterable[str], sign: str) -> str:
    return "\n".join(line[1:].strip() for line in lines if line.startswith(sign))


def unlisted(survivors: Collection[Change], known: Collection[Change]) -> list[Change]:
    """Return the survivors that are not listed."""
    return sorted({*survivors} - {*known}, key=str)


def stale(survivors: Collection[Change], known: Collection[Change]) -> list[Change]:
    """Return what is listed and does not survive: a test notices it, or there is no such mutant any more."""
    return sorted({*known} - {*survivors}, key=str)
