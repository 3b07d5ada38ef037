"""Start and stop the offline stack as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from local.launcher import EMULATOR_SETTINGS, HEALTH_PATH, LOOPBACK

ROOT = Path(__file__).resolve().parent.parent
START_DEADLINE_SECONDS = 30.0
STOP_DEADLINE_SECONDS = 15.0


class StackError(RuntimeError):
    """The stack could not be started or stopped; the message says what to do."""


def free_port() -> int:
    """Return a TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def port_is_open(port: int) -> bool:
    """Return whether something listens on ``port`` of the loopback address."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def clean_environment(temporary: Path) -> dict[str, str]:
    """Return the environment of the stack's process.

    Functions inherit it, so nothing of the caller's own settings (proxies, CA bundles, AWS profiles) may leak in.
    """
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}/usr/local/bin{os.pathsep}/usr/bin{os.pathsep}/bin",
        "HOME": str(temporary),
        "LANG": "C.UTF-8",
        "TMPDIR": str(temporary),
        "PYTHONUNBUFFERED": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


class Stack:
    """One running stack. Use it as a context manager, or call :meth:`start` and :meth:`stop`.

    ``without`` names mends to leave out. The log goes to ``log_path`` (default: a file that is deleted at stop).
    """

    def __init__(self, port: int | None = None, without: Iterable[str] = (), log_path: Path | None = None) -> None:
        self.port = port or free_port()
        self.endpoint = f"http://{LOOPBACK}:{self.port}"
        self.region = EMULATOR_SETTINGS["MINISTACK_REGION"]
        self._without = ",".join(without)
        self._temporary = tempfile.TemporaryDirectory(prefix="cxe-stack-")
        self.log_path = log_path or Path(self._temporary.name) / "stack.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id of the running stack."""
        if self._process is None:
            raise StackError("The stack is not running.")
        return self._process.pid

    def start(self) -> Self:
        """Start the process and return once it answers. Raises :class:`StackError` when it does not."""
        if port_is_open(self.port):
            raise StackError(f"Port {self.port} is in use. Stop what listens there, or choose another: PORT=4567 make …")
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local.launcher", "--port", str(self.port), "--without", self._without],
                cwd=ROOT,
                env=clean_environment(Path(self._temporary.name)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_until_ready()
        return self

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + START_DEADLINE_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise StackError(f"The local stack ended while starting:\n{self.log_tail()}")
            try:
                with urllib.request.urlopen(self.endpoint + HEALTH_PATH, timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        self.stop()
        raise StackError(f"The local stack did not answer within {START_DEADLINE_SECONDS:.0f} s.")

    def stop(self) -> None:
        """End the process and all it started. Safe to call twice."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_DEADLINE_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            self._process = None
        self._temporary.cleanup()

    def log_tail(self, lines: int = 15) -> str:
        """Return the last lines of the stack's log."""
        return "\n".join(self.log_path.read_text(errors="replace").splitlines()[-lines:])

    def client(self, service: str, **options: Any) -> Any:
        """Return a boto3 client for ``service`` that talks to this stack."""
        import boto3
        from botocore.config import Config

        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id=EMULATOR_SETTINGS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=EMULATOR_SETTINGS["AWS_SECRET_ACCESS_KEY"],
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
            **options,
        )

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
