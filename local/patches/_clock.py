"""Do something again and again while the emulator runs, without holding up what it serves."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

logger = logging.getLogger(__name__)


def start(what: str, read: Callable[[], T], act: Callable[[T], None], interval: float) -> None:
    """Every ``interval`` seconds from start-up to shutdown, call ``read`` in a thread and ``act`` with its result on
    the event loop, where requests are handled. An error is logged as one of ``what``, and the clock goes on.
    """
    from ministack import app

    handle_lifespan = app._handle_lifespan

    async def run() -> None:
        while True:
            await asyncio.sleep(interval)
            try:
                act(await asyncio.to_thread(read))
            except Exception:
                logger.exception("%s: failed, and tried again in %s s", what, interval)

    async def handle_lifespan_with_clock(*arguments: Any) -> None:
        clock = asyncio.create_task(run())
        try:
            await handle_lifespan(*arguments)
        finally:
            clock.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await clock

    app._handle_lifespan = handle_lifespan_with_clock
