"""Redrive: hand failed records over again, delete what succeeded, and explain what stays."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from shared.stream_record import sequence_number
from tools.recovery.deployed_recommender import RECORDS_AT_ONCE, DeployedRecommender
from tools.recovery.failure_bucket import FailureBucket, UnreadableObjectError
from tools.recovery.records import Record, event_id_of, poison, shown

# Mostly an object holds one record, since a failing batch is halved until one is alone: so objects share invocations.
_OBJECTS_AT_ONCE = RECORDS_AT_ONCE
_WORKERS = 4


@dataclass(frozen=True)
class Portion:
    """What came of some objects: how many were looked at, and how many of their records were handed over.

    ``done`` are the keys of those that are needed no more. ``stays`` are the others, with why: a line a record.
    """

    objects: int
    records: int
    done: tuple[str, ...]
    stays: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Redrive:
    """``condition`` leaves other objects alone. With ``dry_run`` only poison is found: nothing is tried or deleted."""

    bucket: FailureBucket
    recommender: DeployedRecommender
    condition: str | None = None
    dry_run: bool = False

    def run(self, keys: Sequence[str]) -> Iterator[Portion]:
        """Redrive the objects with these ``keys``, and yield portion after portion. Raises botocore's errors."""
        portions = (keys[start : start + _OBJECTS_AT_ONCE] for start in range(0, len(keys), _OBJECTS_AT_ONCE))
        with ThreadPoolExecutor(_WORKERS) as pool:
            yield from pool.map(self._portion, portions)

    def _portion(self, keys: Sequence[str]) -> Portion:
        stays: dict[str, list[str]] = {}
        sound: list[tuple[str, Record]] = []
        looked_at = [key for key in keys if self._sort(key, sound, stays)]
        # An event may wait twice: set aside by one delivery, and given up by Lambda after another.
        first: dict[str, Record] = {}
        for _, record in sound:
            first.setdefault(event_id_of(record), record)
        failed = {} if self.dry_run else self.recommender.failures(list(first.values()))
        for key, record in sound:
            if (number := sequence_number(first[event_id_of(record)])) in failed:
                stays.setdefault(key, []).append(f"{shown(record)}: {failed[number]}")
        done = tuple(key for key in looked_at if key not in stays)
        if not self.dry_run:
            for key in done:
                self.bucket.delete(key)
        return Portion(len(keys), len(sound), done, stays)

    def _sort(self, key: str, sound: list[tuple[str, Record]], stays: dict[str, list[str]]) -> bool:
        """Add an object's records to ``sound``, or to ``stays`` with the reason. Return False when it is not wanted."""
        try:
            failure = self.bucket.read(key)
        except UnreadableObjectError as flaw:
            stays[key] = [f"unreadable: {flaw}"]
            return True
        if failure is None or self.condition not in {None, failure.condition}:
            return False
        for record in failure.records:
            if why := poison(record):
                stays.setdefault(key, []).append(f"{shown(record)}: poison: {why}")
            else:
                sound.append((key, record))
        return True
