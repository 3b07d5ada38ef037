"""The protocols between the watch's domain and its adapters."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Failures(Protocol):
    """What failed and waits to be redriven: the domain calls it, and the adapter of S3 implements it."""

    def waiting_since(self) -> Sequence[datetime]:
        """Return when each failure was stored that still waits, in any order, or of many the first thousand.

        Raises :class:`~watch.domain.model.UnmeasuredError`.
        """
        ...
