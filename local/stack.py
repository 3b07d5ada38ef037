"""Start and stop the offline stack as a process of its own."""

import os
import shutil
import signal
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

from local.iam.decisions import FILE_NAME as DECISIONS
from local.launcher import EMULATOR_SETTINGS, HEALTH_PATH, LOOPBACK
from local.ports import free_port, port_is_taken
from local.runtime.packages import runtime_packages
from tools.dependencies import DependencyError
from tools.paths import ROOT

START_DEADLINE_SECONDS = 30.0
STOP_DEADLINE_SECONDS = 15.0
POLL_SECONDS = 0.05


class StackError(RuntimeError):
    """The stack could not be started or stopped; the message says what to do."""


def process_is_alive(pid: int) -> bool:
    """Return whether ``pid`` runs. A process that ended and waits for its parent (a zombie) does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:  # no /proc on this system, or the process ended a moment ago
        return not Path("/proc/self").exists()


def clean_environment(temporary: Path) -> dict[str, str]:
    """Return the environment of the stack's process.

    Functions inherit it, so nothing of the caller's own settings (proxies, CA bundles, AWS profiles) may leak in.
    """
    return {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"]),
        "HOME": str(temporary),
        "LANG": "C.UTF-8",
        "TMPDIR": str(temporary),
        "PYTHONUNBUFFERED": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


class Stack:
    """One stack on one port; its log and temporary files live in ``directory``, which :meth:`stop` deletes.

    Use it as a context manager, or call :meth:`start` and :meth:`stop`. ``without`` names mends to leave out. With
    ``iam``, permissions are enforced as on AWS, and what was decided is in ``decisions_path``. ``account_concurrency``
    is how many functions the account runs at once: 10 in many a new one. A stack that another process started is
    reached by passing its ``pid``.
    """

    def __init__(
        self,
        port: int | None = None,
        *,
        directory: Path | None = None,
        without: Iterable[str] = (),
        iam: bool = False,
        account_concurrency: int | None = None,
        pid: int = 0,
    ) -> None:
        self.port = port or free_port()
        self.pid = pid
        self.endpoint = f"http://{LOOPBACK}:{self.port}"
        self.region = EMULATOR_SETTINGS["MINISTACK_REGION"]
        self.directory = directory or Path(tempfile.mkdtemp(prefix="cxe-stack-"))
        self.log_path = self.directory / "stack.log"
        self.decisions_path = self.directory / DECISIONS
        self._options = ["--without", ",".join(without), *(["--iam", str(self.decisions_path)] if iam else [])]
        if account_concurrency is not None:
            self._options += ["--account-concurrency", str(account_concurrency)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start the process and return once it answers. Raises :class:`StackError` when it does not."""
        if port_is_taken(self.port):
            raise StackError(f"Port {self.port} is in use. Stop what listens there, or choose another port: PORT=4567")
        try:
            runtime_packages()  # here, where the caller's settings for pip are
        except DependencyError as problem:
            raise StackError(str(problem)) from problem
        temporary = self.directory / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local.launcher", "--port", str(self.port), *self._options],
                cwd=ROOT,
                env=clean_environment(temporary),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.pid = self._process.pid
        self._wait_until_ready(self._process)
        return self

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_DEADLINE_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                said = self.log_tail()
                self.stop()
                raise StackError(f"The local stack ended while starting:\n{said}")
            try:
                with urllib.request.urlopen(self.endpoint + HEALTH_PATH, timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(POLL_SECONDS)
        self.stop()
        raise StackError(f"The local stack did not answer within {START_DEADLINE_SECONDS:.0f} s.")

    def stop(self) -> None:
        """End the process and all it started, and delete its directory. Safe to call twice."""
        if self.pid and process_is_alive(self.pid):
            os.kill(self.pid, signal.SIGTERM)
            if not self._ended_within(STOP_DEADLINE_SECONDS):
                os.killpg(self.pid, signal.SIGKILL)
                self._ended_within(STOP_DEADLINE_SECONDS)
        self.pid = 0
        shutil.rmtree(self.directory, ignore_errors=True)

    def _ended_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            # of a child, the exit status has to be collected: until then it stays, as a zombie
            if not process_is_alive(self.pid) if self._process is None else self._process.poll() is not None:
                return True
            time.sleep(POLL_SECONDS)
        return False

    def log_tail(self, lines: int = 15) -> str:
        """Return the last lines of the stack's log."""
        return "\n".join(self.log_path.read_text(errors="replace").splitlines()[-lines:])

    def client(self, service: str, **options: Any) -> Any:
        """Return a boto3 client for ``service`` that talks to this stack and does not retry."""
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
