"""A stub of the AWS services on the loopback address, over HTTP or TLS: quick, without state, counting requests.

It runs on a thread of the process that measures, and not on the processor that measured processes have.
"""

import asyncio
import ssl
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from tests.support.performance.certificates import Certificates
from tests.support.performance.processors import keep_off
from tests.support.performance.stub_responses import respond

LOOPBACK = "127.0.0.1"
LATENCY = {"GetRecommendations": (0.020, 0.050), "Publish": (0.010, 0.010), "PublishBatch": (0.010, 0.010)}
"""Operation → the seconds that it takes at least and at most; every other one takes :data:`DYNAMODB_SECONDS`."""
DYNAMODB_SECONDS = 0.004


@dataclass
class StubAws:
    """Where the stub listens, and what it was asked since :meth:`take` was called last.

    ``published`` is how many messages were published since it began.
    """

    http: str = ""
    https: str = ""
    slowness: float = 0.0
    requests: Counter[str] = field(default_factory=Counter)
    published: int = 0
    _order: Counter[str] = field(default_factory=Counter)

    def take(self) -> Mapping[str, int]:
        """Return operation → how often it was asked for, and begin again."""
        taken, self.requests = self.requests, Counter()
        return dict(taken)

    @contextmanager
    def slow(self, factor: float = 1.0) -> Iterator[None]:
        """Take in the block as long as AWS does, or ``factor`` times that."""
        before, self.slowness = self.slowness, factor
        try:
            yield
        finally:
            self.slowness = before

    def wait(self, operation: str) -> float:
        """Count a request and return after how many seconds it gets its response."""
        self.requests[operation] += 1
        if not self.slowness:
            return 0.0
        least, most = LATENCY.get(operation, (DYNAMODB_SECONDS, DYNAMODB_SECONDS))
        self._order[operation] += 1
        share = self._order[operation] * 0.618 % 1  # evenly spread, and the same in each run
        return (least + (most - least) * share) * self.slowness


class _Connection(asyncio.Protocol):
    def __init__(self, stub: StubAws) -> None:
        self._stub = stub
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if not found:
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", 0))
        if headers.get("expect", "").lower() == "100-continue" and not rest and length:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if len(rest) < length:
            return
        self._received = rest[length:]
        method, path, _ = first.split(" ")
        operation, more, body = respond(method, path, headers, rest[:length])
        self._stub.published += body.count(b"<MessageId>")
        response = _bytes(more, body)
        wait = self._stub.wait(operation)
        if wait:
            asyncio.get_running_loop().call_later(wait, self._transport.write, response)
        else:
            self._transport.write(response)


def _bytes(headers: Mapping[str, str], body: bytes) -> bytes:
    fields = {"x-amzn-requestid": "S5B6R0JZ9N5A7C0E3E6K1PTK8RVV4KQNSO5AEMVJF66Q9ASUAAJG", **headers}
    lines = [f"HTTP/1.1 {HTTPStatus.OK} OK", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, f"content-length: {len(body)}", "", ""]).encode() + body


@contextmanager
def stub_aws(certificates: Certificates) -> Iterator[StubAws]:
    """Run a stub until the block ends."""
    stub, loop = StubAws(), asyncio.new_event_loop()

    async def listen() -> list[asyncio.Server]:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificates.server)
        http = await loop.create_server(lambda: _Connection(stub), LOOPBACK, 0, backlog=256)
        https = await loop.create_server(lambda: _Connection(stub), LOOPBACK, 0, backlog=256, ssl=tls)
        stub.http = f"http://{LOOPBACK}:{http.sockets[0].getsockname()[1]}"
        stub.https = f"https://{LOOPBACK}:{https.sockets[0].getsockname()[1]}"
        return [http, https]

    def run() -> None:
        keep_off()
        loop.run_forever()

    thread = threading.Thread(target=run, name="stub-aws", daemon=True)
    thread.start()
    servers = asyncio.run_coroutine_threadsafe(listen(), loop).result()
    try:
        yield stub
    finally:
        for server in servers:
            loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
