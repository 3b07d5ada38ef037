"""Somebody who answers over HTTP in the place of an AWS service."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CANARY = "canary-from-a-stranger"
_TEXT = f"upstream connect error: {CANARY}".encode()
_JSON_ERROR = b'{"__type": "com.amazonaws#%s", "message": "%s"}' % (CANARY.encode(), CANARY.encode())
_XML_ERROR = (
    f"<ErrorResponse><Error><Code>a {CANARY}</Code><Message>{CANARY}</Message></Error></ErrorResponse>".encode()
)
_HALF_JSON = b'{"Responses": {}, "UnprocessedKeys": {}, "recommendationId": "RID-1", "itemList": [{"itemId": "tea"}'
_HALF_XML = b'<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult><Successful>'
_OTHER_XML = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{CANARY}</body></html>'.encode()


def _response(status: int, body: bytes, *headers: str, length: int | None = None) -> bytes:
    """Return an HTTP answer, which says of itself that it is as long as ``length``."""
    lines = [f"HTTP/1.1 {status} {CANARY}", f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join([*lines, *headers, "Connection: close", "", ""]).encode() + body


_NAMED = "x-amzn-RequestId: r"

RESPONSES: dict[str, bytes] = {
    "a proxy's 503 in plain text": _response(503, _TEXT),
    "an empty 429": _response(429, b""),
    "plain text as a success": _response(200, _TEXT, _NAMED),
    "nothing as a success": _response(200, b"", _NAMED),
    "a login page": _response(200, _OTHER_XML, "Content-Type: text/html"),
    "another's JSON as a success": _response(200, b'{"status": "ok", "itemList": [{"itemId": "tea"}]}'),
    "a JSON list": _response(200, b'["canary"]', _NAMED),
    "members of other types": _response(200, b'{"Responses": 5, "itemList": [5], "Attributes": [5]}', _NAMED),
    "half a JSON object": _response(200, _HALF_JSON, _NAMED),
    "half an XML document": _response(200, _HALF_XML, _NAMED),
    "an XML document without what is asked for": _response(200, _OTHER_XML, _NAMED),
    "a body that breaks off": _response(200, _HALF_JSON, _NAMED, length=4000),
    "another service's error in JSON": _response(400, _JSON_ERROR),
    "another service's error in XML": _response(400, _XML_ERROR),
    "an error whose type is a number": _response(400, b'{"__type": 5, "message": 5}'),
    "an error that is a JSON list": _response(500, b"[5]"),
    "bytes that are no text": _response(200, b"\xff\xfe\x00", _NAMED),
    "a header that is none": _response(503, b"", CANARY),
    "a redirection": _response(302, b"", f"Location: http://127.0.0.1:9/{CANARY}"),
    "no HTTP": f"{CANARY}\r\n\r\n".encode(),
    "an end without an answer": b"",
}
"""What may come in place of an answer."""


@dataclass
class Stranger:
    """Gives ``answer`` to every request, and counts them."""

    response: bytes = b""
    requests: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def served(self) -> Iterator[str]:
        """Answer on the loopback address, and give the address."""
        stranger = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                length = 0
                while (line := self.rfile.readline()) not in {b"\r\n", b""}:
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                    if name.lower() == b"expect":
                        self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                self.rfile.read(length)
                with stranger._lock:
                    stranger.requests += 1
                self.wfile.write(stranger.response)

        with _Server(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
            thread.start()
            yield f"http://127.0.0.1:{server.server_address[1]}"
            server.shutdown()
            thread.join()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64
