"""Start and stop the offline stack as a process of its own."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from local.iam.decisions import FILE_NAME as DECISIONS
from local.launcher import EMULATOR_SETTINGS, HEALTH_PATH, IDENTITY_HEADER, LOOPBACK
from local.ports import free_port, port_is_taken
from local.processes import runs_with
from local.runtime.packages import runtime_packages
from tools.dependencies import DependencyError
from tools.paths import ROOT
from tools.this_machine import opener_for

START_DEADLINE_SECONDS = 30.0
STOP_DEADLINE_SECONDS = 15.0
POLL_SECONDS = 0.05


class StackError(RuntimeError):
    """The stack could not be started or stopped; the message says what to do."""


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

    Use it as a context manager, or call :meth:`start` and :meth:`stop`. ``without`` names patches to leave out. With
    ``iam``, permissions are enforced as on AWS, and what was decided is in ``decisions_path``. ``account_concurrency``
    limits how many functions run at once, as in a new account. With ``pid`` and ``identity`` it stands for a stack that
    another process started: a process with that ``pid`` and without that ``identity`` is another one.
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
        identity: str = "",
    ) -> None:
        self.port = port or free_port()
        self.pid = pid
        self.identity = identity or secrets.token_hex(8)
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
                [
                    *(sys.executable, "-m", "local.launcher", "--port", str(self.port)),
                    *("--identity", self.identity, *self._options),
                ],
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
                with opener_for(self.endpoint).open(self.endpoint + HEALTH_PATH, timeout=2) as response:
                    if response.headers[IDENTITY_HEADER] == self.identity:
                        return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(POLL_SECONDS)
        self.stop()
        raise StackError(f"The local stack did not answer within {START_DEADLINE_SECONDS:.0f} s.")

    def runs(self) -> bool:
        """Return whether the process that was started runs."""
        if self._process is not None:  # of a child, the exit status has to be collected: it stays, as a zombie
            return self._process.poll() is None
        return runs_with(self.pid, self.identity)

    def stop(self) -> None:
        """End the process and all it started, and delete its directory. Safe to call twice."""
        if self.runs():
            os.kill(self.pid, signal.SIGTERM)
            if not self._ended_within(STOP_DEADLINE_SECONDS):
                os.killpg(self.pid, signal.SIGKILL)
                self._ended_within(STOP_DEADLINE_SECONDS)
        self.pid = 0
        shutil.rmtree(self.directory, ignore_errors=True)

    def _ended_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.runs():
                return True
            time.sleep(POLL_SECONDS)
        return False

    def log_tail(self, lines: int = 15) -> str:
        """Return the last lines of the stack's log."""
        return "\n".join(self.log_path.read_text(errors="replace").splitlines()[-lines:])

    def client(self, service: str, **options: Any) -> Any:
        """Return a boto3 client for ``service`` that talks to this stack and does not retry."""
        from botocore.config import Config

        from tools import own_aws

        keys = EMULATOR_SETTINGS["AWS_ACCESS_KEY_ID"], EMULATOR_SETTINGS["AWS_SECRET_ACCESS_KEY"]
        config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
        return own_aws.client(service, self.endpoint, self.region, keys, config, **options)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
