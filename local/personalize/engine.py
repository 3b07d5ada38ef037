"""The fitted model, made once per process on first use."""

import functools
import threading
from typing import TYPE_CHECKING

from local.personalize import retail_data

if TYPE_CHECKING:
    from local.personalize.model import Model

_lock = threading.Lock()


def model() -> "Model":
    """Return the model of the generated retailer; the first call imports numpy and fits (well under a second)."""
    with _lock:
        return _fitted()


@functools.cache
def _fitted() -> "Model":
    from local.personalize.model import Model  # numpy must not slow the start of the stack

    items = retail_data.catalogue()
    return Model([item.item_id for item in items], retail_data.interactions(items))


def warm_up() -> None:
    """Fit in the background, so that starting the stack does not wait and the first request does not either."""
    threading.Thread(target=model, name="personalize-warm-up", daemon=True).start()
