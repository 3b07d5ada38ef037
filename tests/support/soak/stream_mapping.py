"""The event source mapping between the interest table and the recommender, changed for a while."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.target import Target

STOPPING_SECONDS = 1.0


class StreamMapping:
    """Changes the mapping's settings, named as in UpdateEventSourceMapping, and puts them back."""

    def __init__(self, target: Target) -> None:
        self._lambda = target.client("lambda")
        table = f":table/{target.environment['INTEREST_TABLE']}/"
        found = self._lambda.list_event_source_mappings()["EventSourceMappings"]
        (self._mapping,) = [mapping for mapping in found if table in mapping["EventSourceArn"]]

    @contextmanager
    def changed(self, **settings: Any) -> Iterator[None]:
        """Have these settings for the length of the block."""
        before = {name: self._mapping[name] for name in settings}
        self._update(**settings)
        try:
            yield
        finally:
            self._update(**before)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Deliver nothing for the length of the block; what is written meanwhile comes after it."""
        self._update(Enabled=False)
        time.sleep(STOPPING_SECONDS)
        try:
            yield
        finally:
            self._update(Enabled=True)

    def _update(self, **settings: Any) -> None:
        self._lambda.update_event_source_mapping(UUID=self._mapping["UUID"], **settings)
