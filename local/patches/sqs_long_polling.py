"""A message that arrives ends a long poll at once.

Gap: ministack looks for messages every 100 ms during a long poll, which is most of the time that an offer takes from
the request to its consumer here.

AWS: with long polling, a request is answered as soon as a message is there
(https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html).

Needed by: tools/journey.py, tests/support/performance/running_stack.py.
"""

import asyncio
from typing import Any


class _Asyncio:
    """Replaces the module ``asyncio`` where ministack sleeps during a long poll: a new message ends that sleep."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(woken)
        try:
            await asyncio.wait([woken], timeout=seconds)
        finally:
            self._waiting.discard(woken)

    def wake(self) -> None:
        """End every wait; called from any thread."""
        for woken in list(self._waiting):
            woken.get_loop().call_soon_threadsafe(_resolve, woken)


def _resolve(woken: "asyncio.Future[None]") -> None:
    if not woken.done():
        woken.set_result(None)


def apply() -> None:
    """Wake long polls where ministack wakes its event source mappings: whenever a message was queued."""
    from ministack.core.concurrency import esm_wake
    from ministack.services import sqs

    stand_in, wake_mappings = _Asyncio(), esm_wake.set

    def wake_all() -> None:
        wake_mappings()
        stand_in.wake()

    esm_wake.set = wake_all
    sqs.asyncio = stand_in
