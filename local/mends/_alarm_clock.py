"""Call a function on the emulator's event loop again and again while the emulator runs."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

logger = logging.getLogger(__name__)


def start(tick: Callable[[], None], interval: float) -> None:
    """Call ``tick`` every ``interval`` seconds from start-up to shutdown; an error is logged and ends nothing."""
    from ministack import app

    handle_lifespan = app._handle_lifespan

    async def run() -> None:
        while True:
            await asyncio.sleep(interval)
            try:
                tick()
            except Exception:
                logger.exception("alarms could not be evaluated")

    async def handle_lifespan_with_clock(*arguments: Any) -> None:
        clock = asyncio.create_task(run())
        try:
            await handle_lifespan(*arguments)
        finally:
            clock.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await clock

    app._handle_lifespan = handle_lifespan_with_clock
