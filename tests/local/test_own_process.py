"""The commands of the local stack know their own process: not by a number or a port, which others get in turn."""

import http.server
import io
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import cli, processes
from local.deployment import Deployment, load_stack, save_stack
from local.launcher import LOOPBACK
from local.stack import Stack, StackError
from local.steps import Steps


class Polite(http.server.BaseHTTPRequestHandler):
    """Answers everything with 200, as many a web server does."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Be quiet."""


@pytest.fixture
def stranger() -> Iterator[int]:
    """The port of a server that is not ours."""
    with http.server.ThreadingHTTPServer((LOOPBACK, 0), Polite) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """A process that is not ours, and ends when its input does."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as one:
        yield one
        one.communicate()


@pytest.fixture
def remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, process: subprocess.Popen[bytes], stranger: int
) -> Path:
    """What `make up` kept of a stack that has ended: meanwhile others have its number and its port."""
    file = tmp_path / "stack.json"
    monkeypatch.setattr(cli, "STACK_FILE", file)
    monkeypatch.setattr(cli, "UP_DIRECTORY", tmp_path / "up")
    monkeypatch.setattr(cli, "ENVIRONMENT_FILE", tmp_path / "env")
    ended = Stack(stranger, directory=tmp_path / "up" / "stack", pid=process.pid)
    save_stack(ended, file)
    for name in ("apply", "destroy"):
        monkeypatch.setattr(Deployment, name, lambda *_: pytest.fail("Terraform ran against a stranger"))
    return file


def test_make_down_ends_no_process_of_others_and_stops_no_other_server(
    remembered: Path, process: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = io.StringIO()
    monkeypatch.setattr(cli, "Steps", lambda: Steps(said))

    cli.down()

    assert process.poll() is None
    assert not remembered.exists()
    assert "ended by itself" in said.getvalue()


def test_make_up_makes_nothing_at_what_listens_on_the_old_port(
    remembered: Path, process: subprocess.Popen[bytes], stranger: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "build", lambda **_: type("Built", (), {"summary": lambda _: "built"})())

    with pytest.raises(StackError, match=f"Port {stranger} is in use"):
        cli.up(stranger)

    assert process.poll() is None


def test_make_plan_says_that_nothing_is_up(remembered: Path) -> None:
    with pytest.raises(StackError, match="Nothing is up"):
        cli.terraform("plan", [])


def test_what_make_up_kept_before_it_kept_an_identity_is_understood(tmp_path: Path) -> None:
    file = tmp_path / "stack.json"
    file.write_text(json.dumps({"pid": 1, "port": 4566, "directory": "/somewhere"}))

    stack = load_stack(file)

    assert stack is not None
    assert not stack.runs()


def test_a_stack_is_known_by_another_process_until_it_ends(tmp_path: Path) -> None:
    file = tmp_path / "stack.json"
    with Stack() as stack:
        save_stack(stack, file)
        known = load_stack(file)
        assert known is not None
        assert known.runs()
    assert not known.runs()


def test_a_stack_is_not_ready_because_another_server_responds_on_its_port(
    stranger: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.stack.port_is_taken", lambda _: False)  # as when it is taken a moment later

    with pytest.raises(StackError, match="ended while starting"):
        Stack(stranger).start()


@pytest.mark.parametrize(("printed", "known"), [("python -m local.launcher --identity 0f1e", True), ("", False)])
def test_a_process_is_known_where_there_is_no_proc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: str, known: bool
) -> None:
    ps = tmp_path / "ps"
    ps.write_text(f"#!/bin/sh\n[ \"$*\" = '-ww -o args= -p 7' ] && echo '{printed}'\n")
    ps.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(processes, "_PROC", tmp_path / "none")

    assert processes.runs_with(7, "0f1e") is known
