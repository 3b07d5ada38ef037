"""Watch log events as ministack ingests them: those of PutLogEvents and those that functions print."""

import functools
import logging
from collections.abc import Callable
from typing import Any

# Log group, then events with ``message`` and ``timestamp`` (epoch milliseconds).
Observer = Callable[[str, list[dict[str, Any]]], None]

logger = logging.getLogger(__name__)
_observers: list[Observer] = []


def observe(observer: Observer) -> None:
    """Call ``observer`` for every batch of events, in the account and region of their log group.

    Batches come from the event loop and from worker threads. An observer that raises is logged, and the batch stays
    ingested, as on AWS.
    """
    _watch()
    _observers.append(observer)


@functools.cache
def _watch() -> None:
    from ministack.services import cloudwatch_logs as logs

    deliver = logs._fanout_to_subscription_filters

    def deliver_and_report(group: str, stream: str, events: list[dict[str, Any]]) -> None:
        deliver(group, stream, events)
        for observer in _observers:
            try:
                observer(group, events)
            except Exception:
                logger.exception("log events of %s could not be read", group)

    logs._fanout_to_subscription_filters = deliver_and_report
