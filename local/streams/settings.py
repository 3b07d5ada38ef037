"""The settings of one event source mapping."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

FOREVER = -1

# Lambda's defaults for a stream: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
STREAM_DEFAULTS: dict[str, Any] = {
    "BatchSize": 100,
    "BisectBatchOnFunctionError": False,
    "MaximumBatchingWindowInSeconds": 0,
    "MaximumRecordAgeInSeconds": FOREVER,
    "MaximumRetryAttempts": FOREVER,
    "ParallelizationFactor": 1,
}


@dataclass(frozen=True)
class Pauses:
    """The pauses between retries of a batch, in seconds: from the first, each twice the one before, up to the longest.

    AWS documents how long Lambda retries a batch, and not its pauses, so nothing may depend on their length: retries
    that have to outlast an outage are limited by the age of records. AWS gives figures for asynchronous invocations:
    there, pauses grow from a second to five minutes. Sources:
    https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
    """

    first: float
    longest: float

    def after(self, failures: int) -> float:
        """Return the pause after so many failures in a row, of which there was at least one."""
        # Nobody waits for 2 ** 1000.
        return min(self.first * 2.0 ** min(failures - 1, 64), self.longest)


QUICK = Pauses(first=0.1, longest=5.0)
"""The local stack's own: short, so that it recovers before anybody tires of waiting."""


@dataclass(frozen=True)
class Settings:
    """What decides how records become batches; two equal settings deliver alike.

    ``max_retries`` and ``max_age_seconds`` are :data:`FOREVER` when nothing limits them.
    """

    batch_size: int = 100
    window_seconds: float = 0
    lanes: int = 1
    bisect: bool = False
    max_retries: int = FOREVER
    max_age_seconds: float = FOREVER
    reports_item_failures: bool = False
    pauses: Pauses = QUICK

    @classmethod
    def of(cls, mapping: Mapping[str, Any]) -> Self:
        """Read the members of ``EventSourceMappingConfiguration``; what is absent has Lambda's default."""
        members = {**STREAM_DEFAULTS, **{name: value for name, value in mapping.items() if value is not None}}
        return cls(
            batch_size=int(members["BatchSize"]),
            window_seconds=float(members["MaximumBatchingWindowInSeconds"]),
            lanes=int(members["ParallelizationFactor"]),
            bisect=bool(members["BisectBatchOnFunctionError"]),
            max_retries=int(members["MaximumRetryAttempts"]),
            max_age_seconds=float(members["MaximumRecordAgeInSeconds"]),
            reports_item_failures="ReportBatchItemFailures" in members.get("FunctionResponseTypes", ()),
        )
