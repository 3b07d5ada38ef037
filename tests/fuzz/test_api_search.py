"""The search through the API finds what is wrong with one that keeps none of its promises."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.support.fuzz.api_search import Found, search, texts_sent


class _Careless(BaseHTTPRequestHandler):
    """Asks for no key, refuses nothing but what it cannot read, and says what it was sent."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        try:
            status = 202 if isinstance(json.loads(sent), dict) else 500
        except ValueError:
            status = 418
        self._response(status, json.dumps({"echo": sent.decode("latin-1")}).encode())

    def do_OPTIONS(self) -> None:
        self._response(204, b"")

    def _response(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def found() -> Iterator[Found]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Careless) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield search(f"http://127.0.0.1:{server.server_port}", "no-key", seeds=[1], requests=20)
        server.shutdown()


@pytest.mark.parametrize(
    "check",
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "negative_data_rejection",
        "unsupported_method",
        "ignored_auth",
    ],
)
def test_a_careless_api_is_found_out_by(check: str, found: Found) -> None:
    assert [finding for finding in found.findings if finding.startswith(f"{check}: ")]


def test_what_was_sent_is_known(found: Found) -> None:
    sent = {text for interaction in found.interactions for text in texts_sent(interaction)}

    assert {"customer_id", "interest", "location", "12345"} <= sent
