"""The X-Ray daemon's UDP side: a datagram is one line of header and one segment document.

Protocol: "AWS X-Ray daemon", https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
"""

import json
import logging
import socket
import threading
import time
from collections.abc import Callable

from local.xray.segments import SegmentError
from local.xray.store import Store

LOOPBACK = "127.0.0.1"
PUT_SEGMENTS, PUT_TELEMETRY = "xray:PutTraceSegments", "xray:PutTelemetryRecords"
TELEMETRY_SECONDS = 60.0
_HEADER = {"format": "json", "version": 1}
_LARGEST_DATAGRAM = 65_535
# The kernel's default holds about 92 segments; a busy moment brings more before they are read.
_RECEIVE_BUFFER = 4 * 1024 * 1024

logger = logging.getLogger("local.xray.daemon")


class Daemon:
    """Receives datagrams on the loopback address and puts their segments into a store.

    Starts with the constructor; port 0 takes a free one. ``may`` says whether the role it uploads for may do an action
    of X-Ray's. ``dropped`` counts datagrams that were no segments, or that it might not upload.
    """

    def __init__(self, store: Store, port: int = 0, may: Callable[[str], bool] = lambda _action: True) -> None:
        self._store = store
        self._may = may
        self._telemetry_due = 0.0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        self._socket.bind((LOOPBACK, port))
        self._stopping = False
        self.dropped = 0
        self._thread = threading.Thread(target=self._receive, name="xray-daemon", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """``host:port``, as ``AWS_XRAY_DAEMON_ADDRESS`` wants it."""
        host, port = self._socket.getsockname()
        return f"{host}:{port}"

    def stop(self) -> None:
        """Stop receiving and close the socket."""
        self._stopping = True
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", self._socket.getsockname())
        self._thread.join()
        self._socket.close()

    def _receive(self) -> None:
        while True:
            datagram = self._socket.recv(_LARGEST_DATAGRAM)
            if self._stopping:
                return
            self._upload_telemetry()
            if not self._may(PUT_SEGMENTS):
                self.dropped += 1
                logger.warning("dropped a datagram: %s is not allowed", PUT_SEGMENTS)
                continue
            try:
                self._store.put(segment_text(datagram))
            except ValueError as error:
                self.dropped += 1
                reason = str(error) if isinstance(error, SegmentError) else "not of the daemon's protocol"
                logger.warning("dropped a datagram of %d bytes: %s", len(datagram), reason)

    def _upload_telemetry(self) -> None:
        """Say how many segments came, as the daemon does each minute; nobody here reads it."""
        now = time.monotonic()
        if now >= self._telemetry_due:
            self._telemetry_due = now + TELEMETRY_SECONDS
            if not self._may(PUT_TELEMETRY):
                logger.warning("telemetry was not uploaded: %s is not allowed", PUT_TELEMETRY)


def segment_text(datagram: bytes) -> str:
    """Return the segment document of a datagram. Raises ``ValueError`` when it does not follow the protocol."""
    header, separator, document = datagram.partition(b"\n")
    if not separator or json.loads(header) != _HEADER:
        raise ValueError("the header is missing or unknown")
    return document.decode()
