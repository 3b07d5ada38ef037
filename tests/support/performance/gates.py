"""The most that a package may do: what it does at present. Whoever does with less lowers the figure.

``make bench ARGS=--counts`` prints the counts. A count may be exceeded by its margin, which is for what is not ours.
"""

from collections.abc import Iterator, Mapping

MARGIN = {
    "own_calls": 0.01,  # Python 3.11 calls a little more than 3.13
    "package_calls": 0.04,  # the same, and what dependencies change
    "other_modules": 0.07,  # Python's own, in whatever version
    "json_bytes": 0.01,  # botocore's data grow
}
_DOES_NOTHING_NEW = {
    "warm: package_modules": 0,
    "warm: other_modules": 0,
    "warm: files_opened": 0,
    "warm: clients_made": 0,
    "warm: trusted_read": 0,
}
MOST: Mapping[str, Mapping[str, int]] = {
    "ingest": {
        "cold: package_modules": 266,
        "cold: other_modules": 158,
        "cold: files_opened": 274,
        "cold: json_bytes": 1_976_620,
        "cold: own_calls": 341,
        "cold: package_calls": 10_034,
        "cold: clients_made": 1,
        "cold: trusted_read": 1,
        "cold: PutItem": 1,
        **_DOES_NOTHING_NEW,
        "warm: json_bytes": 94,
        "warm: own_calls": 185,
        "warm: package_calls": 1_620,
        "warm: PutItem": 1,
    },
    "recommender": {
        "cold: package_modules": 300,
        "cold: other_modules": 159,
        "cold: files_opened": 312,
        "cold: json_bytes": 2_216_392,
        "cold: own_calls": 1_244,
        "cold: package_calls": 29_773,
        "cold: clients_made": 3,
        "cold: trusted_read": 1,
        **_DOES_NOTHING_NEW,
        "warm: json_bytes": 15_606,
        "warm: own_calls": 973,
        "warm: package_calls": 14_057,
        # Of a batch of one: what was decided, whom not to contact, the items; the cap, the mark; the offer, last good.
        "warm: GetRecommendations": 1,
        "warm: BatchGetItem": 3,
        "warm: UpdateItem": 2,
        "warm: PutItem": 2,
        "warm: PublishBatch": 1,
        "batch: GetRecommendations": 100,
        "batch: BatchGetItem": 102,
        "batch: UpdateItem": 200,
        "batch: PutItem": 200,
        "batch: PublishBatch": 10,
        "batch: trusted_read": 1,
    },
}
"""Function → count, as :func:`tests.support.performance.counts.flat` names it → the most."""


def exceeded(function: str, counts: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Return each count that is too high, with the most that it may be. An operation of AWS without a gate is one."""
    return {name: (value, most) for name, value, most in _with_most(function, counts) if value > most}


def missing(function: str, counts: Mapping[str, int]) -> set[str]:
    """Return the gates of what was not counted: they would hold nothing up."""
    return MOST[function].keys() - counts.keys()


def _with_most(function: str, counts: Mapping[str, int]) -> Iterator[tuple[str, int, int]]:
    for name, value in counts.items():
        counter = name.partition(": ")[2]
        most = MOST[function].get(name)
        if most is not None:
            yield name, value, int(most * (1 + MARGIN.get(counter, 0)))
        elif counter[0].isupper() and not name.startswith("cold: "):
            yield name, value, 0
