"""Clients that are generated from contracts/openapi.yaml, each with a program beside this file that calls the API.

The program prints, as JSON, what its four calls got: accepted, another body with the same key, no interest, no API key.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support import machine
from tests.support.contracts.documents import CONTRACTS
from tools.paths import ROOT

HERE = ROOT / "tests" / "openapi"
DOCUMENT = str(CONTRACTS / "openapi.yaml")
DEADLINE_SECONDS = 240


@dataclass(frozen=True)
class Client:
    """A generated client in ``folder``: the command that checks its types, and the one that calls."""

    folder: Path
    check: list[str]
    call: list[str]
    environment: Mapping[str, str]

    def has_types(self) -> None:
        """Check the types of client and program. Raises ``AssertionError`` with what the checker says."""
        _run(self.check, self.folder, self.environment)

    def calls(self, api_url: str, api_key: str) -> Any:
        """Return what the calls got: status, and the problem's type or ``event``."""
        return json.loads(
            _run(self.call, self.folder, {**self.environment, "API_URL": api_url, "API_KEY": api_key}).splitlines()[-1]
        )


def python(folder: Path, notice: machine.Notice) -> Client:
    """Make a client with openapi-python-client."""
    programs = machine.python_programs(HERE / "requirements.txt", notice)
    settings = folder / "settings.json"
    settings.write_text('{"post_hooks": []}')  # no formatting
    generate = [str(programs / "openapi-python-client"), "generate", "--path", DOCUMENT, "--config", str(settings)]
    _run([*generate, "--fail-on-warning", "--meta", "none", "--output-path", "storefront"], folder)
    shutil.copy(HERE / "call.py", folder)
    its_python = str(programs / "python")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file=", "--python-executable"]
    return Client(folder, [*mypy, its_python, "call.py", "storefront"], [its_python, "call.py"], {})


def typescript(folder: Path, notice: machine.Notice) -> Client:
    """Make types with openapi-typescript; openapi-fetch calls by them."""
    node, _ = machine.node_command(HERE, "", notice)
    (folder / "node_modules").symlink_to(machine.node_modules(HERE, notice))
    (folder / "package.json").write_text('{"type": "module"}')
    shutil.copy(HERE / "call.ts", folder)
    _run([node, "node_modules/openapi-typescript/bin/cli.js", DOCUMENT, "--output", "storefront.ts"], folder)
    options = ["--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext", "--types", "node"]
    compiler = [node, "node_modules/typescript/lib/tsc.js", *options, "--lib", "es2022,dom", "call.ts"]
    return Client(folder, compiler, [node, "call.js"], {})


def go(folder: Path, notice: machine.Notice) -> Client:
    """Make a client with openapi-generator."""
    programs = machine.python_programs(HERE / "requirements.txt", notice)
    generate = [str(programs / "openapi-generator-cli"), "generate", "--generator-name", "go", "--input-spec", DOCUMENT]
    only = [
        "--global-property",
        "models,apis,supportingFiles,apiTests=false,apiDocs=false,modelTests=false,modelDocs=false",
    ]
    named = ["--package-name", "storefront", "--additional-properties", "withGoMod=false"]
    _run([*generate, *only, *named, "--output", str(folder / "storefront")], folder)
    (folder / "go.mod").write_text("module client\n\ngo 1.24\n")
    shutil.copy(HERE / "call.go", folder / "main.go")
    environment = {
        "CGO_ENABLED": "0",
        "GOCACHE": str(programs.parent / "gocache"),
        "GOENV": "off",
        "GOFLAGS": "",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
    }
    # Compiled once for a run: without HTTP/2 and without optimising, the standard library takes half as long.
    compiler = [str(programs / "go"), "build", "-tags", "nethttpomithttp2", "-gcflags=all=-N -l", "-o", "call", "."]
    return Client(folder, compiler, ["./call"], environment)


GENERATORS: dict[str, Callable[[Path, machine.Notice], Client]] = {"python": python, "typescript": typescript, "go": go}


def _run(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """Return what ``command`` prints. Raises ``AssertionError`` with it when it fails."""
    result = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
        check=False,
    )
    assert result.returncode == 0, f"{command[0]}: {result.stdout[-2000:]}{result.stderr[-2000:]}"
    return result.stdout
