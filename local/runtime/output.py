"""What a function's process writes, taken invocation by invocation."""

import os
import select
import threading
from typing import IO

_CHUNK_BYTES = 65_536


class Output:
    """Reads the pipe ``stream`` all the time, so that it is never full.

    When the process sends its response, all it wrote before is in the pipe: no mark is needed between invocations.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._written = bytearray()
        self._lock = threading.Lock()
        os.set_blocking(stream.fileno(), False)
        self._wait = select.poll()
        self._wait.register(stream, select.POLLIN)
        self._thread = threading.Thread(target=self._read_on, name="function-output", daemon=True)
        self._thread.start()

    def take(self) -> list[str]:
        """Return the lines that were written since the last time."""
        with self._lock:
            self._read()
            text = self._written.decode("utf-8", "replace")
            self._written.clear()
        return text.removesuffix("\n").split("\n") if text else []

    def _read_on(self) -> None:
        while self._wait.poll():
            with self._lock:
                if not self._read():
                    return

    def _read(self) -> bool:
        """Read what there is, and return whether more may come."""
        if self._stream.closed:
            return False
        try:
            while data := os.read(self._stream.fileno(), _CHUNK_BYTES):
                self._written += data
        except BlockingIOError:
            return True
        self._stream.close()
        return False
