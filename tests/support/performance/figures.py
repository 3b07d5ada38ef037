"""What is made of samples: medians with quartiles, and ratios of values that were measured in the same round."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.support.performance.measuring import Samples

OURS, BEFORE = "ours", "before"


@dataclass(frozen=True)
class Comparison:
    """A line of the table: ``samples`` names the measurement, ``baseline`` what this project's is compared with.

    The ratio is ours to the baseline's, or the other way round for a ``speed_up``. ``goal`` is how much of it is wanted
    (at most that, and of a speed-up at least), ``most`` how much of ours.
    """

    key: str
    title: str
    samples: str
    unit: str
    baseline: str
    baseline_title: str
    goal: float | None = None
    most: float | None = None
    speed_up: bool = False

    @property
    def wanted(self) -> str:
        """The goal, for people; empty where there is none."""
        if self.most is not None:
            return f"ours ≤ {self.most:g} {self.unit}"
        return "" if self.goal is None else f"{'≥' if self.speed_up else '≤'} {self.goal:g}"


_BATCHED = ("batched", "sequential, PublishBatch")
COMPARISONS = (
    Comparison("cold-typical", "cold ingest, CPU", "cold", "ms", "typical", "Powertools, byte-code", 0.45),
    Comparison("cold-naive", "cold ingest, CPU", "cold", "ms", "naive", "naive, no byte-code", 0.33),
    Comparison("cold-floor", "cold ingest, CPU", "cold", "ms", "floor", "botocore alone"),
    Comparison("cold-recommender", "cold recommender, CPU", "cold_recommender", "ms", "sequential", "sequential"),
    Comparison("warm-typical", "warm ingest, CPU", "warm", "µs", "typical", "Powertools", 0.65),
    Comparison("warm-floor", "warm ingest, CPU", "warm", "µs", "floor", "botocore alone", 1.35),
    Comparison("warm-traced", "warm ingest, traced, CPU", "warm_traced", "µs", "typical", "Powertools, traced"),
    Comparison("batch", "batch of 100, wall", "batch", "ms", "sequential", "sequential", 30, speed_up=True),
    Comparison("record", "record of a batch, CPU", "record", "ms", *_BATCHED, 0.40),
    Comparison("record-kept", "record of a batch, CPU", "record", "ms", "idempotent", "the same, idempotent"),
    Comparison("first-batch", "first batch of 100 over TLS, CPU", "first_batch", "ms", *_BATCHED),
    Comparison("memory", "ingest, peak memory", "memory", "MB", "typical", "Powertools", most=40),
    Comparison("memory-batch", "recommender, peak memory", "memory_batch", "MB", *_BATCHED, most=40),
    Comparison("zip", "ingest, zip", "zip", "MB", "typical", "unpruned", most=5.5),
    Comparison("zip-recommender", "recommender, zip", "zip_recommender", "MB", "sequential", "unpruned", most=5.5),
)  # fmt: skip


@dataclass(frozen=True)
class Spread:
    """Median and quartiles."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return those of ``values``, of which there is at least one."""
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        low, median, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(median, low, high)

    def rounded(self) -> dict[str, float]:
        """Return them with three significant digits or whole."""
        return {name: _significant(value) for name, value in vars(self).items()}


def ratios(upper: Sequence[float], lower: Sequence[float]) -> Spread:
    """Return the spread of the ratios of values of the same round."""
    return Spread.of([one / other for one, other in zip(upper, lower, strict=True)])


def figures(measured: Mapping[str, Samples]) -> list[dict[str, Any]]:
    """Return each comparison that was measured, as it is kept in JSON. ``before`` is ours to the earlier build's."""
    found = []
    for each in COMPARISONS:
        samples = measured.get(each.samples, {})
        if each.baseline not in samples:
            continue
        ours, baseline = samples[OURS], samples[each.baseline]
        ratio = ratios(baseline, ours) if each.speed_up else ratios(ours, baseline)
        row = {
            "key": each.key,
            "title": each.title,
            "unit": each.unit,
            "ours": Spread.of(ours).rounded(),
            "baseline": each.baseline_title,
            "theirs": Spread.of(baseline).rounded(),
            "ratio": ratio.rounded(),
            "wanted": each.wanted,
            "rounds": len(ours),
        }
        if BEFORE in samples:
            row["before"] = Spread.of(samples[BEFORE]).rounded()
            row["to_before"] = ratios(ours, samples[BEFORE]).rounded()
        found.append(row)
    return found


def _significant(value: float) -> float:
    return float(round(value)) if abs(value) >= 100 else float(f"{value:.3g}")
