"""Linters find nothing in openapi.yaml, and a mock server answers every status with its own example."""

import json
import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from local.ports import free_port
from tests.contracts.test_examples import shown
from tests.support import machine
from tests.support.contracts.documents import CONTRACTS
from tests.support.contracts.releases import RELEASED
from tests.support.contracts.responses import responses

TOOLS = machine.OPENAPI_TOOLS
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
SAMPLE = (CONTRACTS / "examples" / "valid" / "recommend-request.sample.json").read_bytes()
LINTERS = {
    "redocly": ("@redocly/cli/bin/cli.js", "lint", "--config", "redocly.yaml"),
    "spectral": ("@stoplight/spectral-cli/dist/index.js", "lint", "--ruleset", "spectral.yaml", "-F", "hint"),
}

Lint = Callable[[Path], "subprocess.CompletedProcess[str]"]


@pytest.fixture(params=LINTERS)
def lint(request: pytest.FixtureRequest, figures: Callable[[str, str], None]) -> Lint:
    script, *options = LINTERS[request.param]
    command = [*machine.node_command(TOOLS, script, figures), *options]
    environment = {**os.environ, **QUIET}

    def run(document: Path) -> "subprocess.CompletedProcess[str]":
        run_on = [*command, str(document)]
        return subprocess.run(
            run_on, cwd=TOOLS, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    return run


def test_a_linter_finds_nothing_in_the_openapi_document(lint: Lint) -> None:
    found = lint(CONTRACTS / "openapi.yaml")

    assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-1000:]


def test_a_linter_finds_something_in_1_2_0(lint: Lint) -> None:
    assert lint(RELEASED / "1.2.0" / "openapi.yaml").returncode == 1


@pytest.fixture(scope="module")
def mock_server(figures: Callable[[str, str], None]) -> Iterator[str]:
    """Prism, which answers from the document alone."""
    script = "@stoplight/prism-cli/dist/index.js"
    port = str(free_port())
    options = ["mock", "--multiprocess", "false", "--port", port, str(CONTRACTS / "openapi.yaml")]
    command = [*machine.node_command(TOOLS, script, figures), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        said = []
        for line in process.stdout or ():
            said.append(line)
            if "listening" in line:
                break
        else:
            pytest.fail("".join(said))
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        process.communicate(timeout=30)


def response(address: str, method: str, prefer: str) -> tuple[int, Any]:
    """Return status and body of the answer that the mock server is asked for."""
    request = urllib.request.Request(f"{address}/recommend", headers={"prefer": prefer}, method=method)
    if method == "POST":
        request.data = SAMPLE
        request.add_header("content-type", "application/json")
        request.add_header("x-api-key", "any")
    try:
        with urllib.request.urlopen(request, timeout=30) as found:
            return found.status, json.loads(found.read() or b"null")
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read() or b"null")


def test_a_mock_server_returns_for_every_status_an_example_of_that_status(mock_server: str) -> None:
    for method in ("post", "options"):
        for status, described in responses(method).items():
            content = next(iter(described.get("content", {}).values()), {"example": None})
            code, body = response(mock_server, method.upper(), f"code={status}")
            assert (code, body in shown(content)) == (int(status), True), f"{method} {status}: {body}"
            for name, example in content.get("examples", {}).items():
                wanted = f"code={status}, example={name}"
                assert response(mock_server, method.upper(), wanted) == (int(status), example["value"]), wanted
