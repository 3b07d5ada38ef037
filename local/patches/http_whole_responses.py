"""The head of a response is sent together with the beginning of its body.

Gap: hypercorn, the server, sends the two one after the other. The AWS SDK for Go lets go of a request's body once it
has the response's head. Where that comes within microseconds, as from here, Go may still be looking whether the request
goes on, takes what it finds for an error and closes the connection, with the response's body still on its way. So the
SDK asks again, and Terraform is told that what it creates exists already.

AWS: a response takes milliseconds, and is read whole.
Sources: ``ClientHandler.Handle`` in https://github.com/aws/smithy-go/blob/main/transport/http/client.go,
``transferWriter.writeBody`` in https://github.com/golang/go/blob/master/src/net/http/transfer.go.

Needed by: local/terraform_run.py.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import h11
from hypercorn.events import Closed, Event, RawData
from hypercorn.protocol.h11 import H11Protocol


class _InOnePiece:
    """Sends what it is given; bytes that arrive while ``waiting`` go with those that follow."""

    def __init__(self, send: Callable[[Event], Awaitable[None]]) -> None:
        self._send = send
        self._held = b""
        self.waiting = False

    async def __call__(self, event: Event) -> None:
        if isinstance(event, RawData):
            self._held += event.data
            if not self.waiting:
                await self._release()
            return
        if isinstance(event, Closed):
            await self._release()
        await self._send(event)

    async def _release(self) -> None:
        held, self._held = self._held, b""
        if held:  # a response's end is an event without bytes
            await self._send(RawData(data=held))


def apply() -> None:
    """Let every connection send so."""
    connection: Any = H11Protocol
    prepare, send_event = connection.__init__, connection._send_h11_event

    def prepare_to_wait(protocol: Any, *arguments: Any, **named: Any) -> None:
        prepare(protocol, *arguments, **named)
        protocol.send = _InOnePiece(protocol.send)

    async def send_event_or_wait(protocol: Any, event: Any) -> None:
        protocol.send.waiting = isinstance(event, h11.Response)
        await send_event(protocol, event)

    connection.__init__ = prepare_to_wait
    connection._send_h11_event = send_event_or_wait
