"""A Personalize campaign behind HTTP, which can fail, hesitate and say nothing."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Personalize:
    """What the campaign answers: a status, a body and how long it takes. Keeps what it was asked."""

    item_ids: tuple[str, ...] = ("tea", "butter")
    status: int = 200
    error_code: str = ""
    seconds: float = 0
    requests: list[dict[str, Any]] = field(default_factory=list)
    trace_headers: list[str | None] = field(default_factory=list)

    @contextmanager
    def served(self) -> Iterator[str]:
        """Answer on the loopback address, and give the address."""
        given_up = threading.Event()
        server = _Server(("127.0.0.1", 0), _runtime(self, given_up))
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        given_up.set()
        server.shutdown()
        server.server_close()
        thread.join()

    def body(self) -> bytes:
        if self.status != 200:
            return json.dumps({"message": "canary-from-personalize"}).encode()
        items = [{"itemId": item_id, "score": 0.5} for item_id in self.item_ids]
        return json.dumps({"recommendationId": "RID-1", "itemList": items}).encode()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gave up waiting is part of a test."""


def _runtime(campaign: Personalize, given_up: threading.Event) -> type[BaseHTTPRequestHandler]:
    class Runtime(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            campaign.requests.append(json.loads(self.rfile.read(length)))
            campaign.trace_headers.append(self.headers.get("X-Amzn-Trace-Id"))
            if campaign.seconds:
                given_up.wait(campaign.seconds)
            body = campaign.body()
            self.send_response(campaign.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("x-amzn-RequestId", "r")
            self.send_header("Content-Length", str(len(body)))
            if campaign.error_code:
                self.send_header("x-amzn-ErrorType", campaign.error_code)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Runtime
