"""Run Terraform on the root module, for one environment with its own state, and report progress."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.paths import ROOT
from tools.terraform_env import terraform_environment

Progress = Callable[[str], None]


class TerraformError(RuntimeError):
    """Terraform failed; the message holds what it said."""


@dataclass(frozen=True)
class Terraform:
    """The root module with one variables file, one state, one set of extra variables and one AWS to talk to.

    ``directory`` holds the state and Terraform's own data; ``variables`` add to the file's values; ``aws`` are the
    settings of an AWS client (endpoint, region, keys). Nothing of the caller's own AWS settings is used.
    """

    environment: str
    directory: Path
    variables: Mapping[str, str]
    aws: Mapping[str, str]

    @property
    def state_path(self) -> Path:
        """Where the state lies."""
        return self.directory / "terraform.tfstate"

    def _settings(self) -> dict[str, str]:
        """Return the variables that make Terraform use this state and these values."""
        return {
            **self.aws,
            **terraform_environment(),
            "TF_DATA_DIR": str(self.directory / "terraform-data"),
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
            "GOGC": "400",  # short runs with memory to spare: the provider collects its garbage less often
            **{f"TF_VAR_{name}": value for name, value in self.variables.items()},
        }

    def init(self) -> None:
        """Install the provider and point the local backend to this state. Raises :class:`TerraformError`."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self._run("init", "-reconfigure", "-lockfile=readonly", f"-backend-config=path={self.state_path}")

    def apply(self, progress: Progress) -> int:
        """Apply, reporting progress; return how many resources were created, changed or removed."""
        return self._run_with_progress("apply", progress)

    def destroy(self, progress: Progress) -> int:
        """Destroy everything, reporting progress; return how many resources were removed."""
        return self._run_with_progress("destroy", progress)

    def plan_exit_code(self) -> int:
        """Return what ``plan -detailed-exitcode`` does: 0 nothing to change, 2 changes. Raises on 1."""
        result = self._start("plan", "-detailed-exitcode", "-no-color", self._variables_file)
        if result.returncode == 1:
            raise TerraformError(result.stderr.strip())
        return result.returncode

    def show(self, verb: str, *arguments: str) -> int:
        """Run one command that talks to the terminal; return its exit status."""
        values = [] if verb == "output" else [self._variables_file]
        colour = [] if sys.stdout.isatty() else ["-no-color"]
        command = ["terraform", verb, *colour, *values, *arguments]
        return subprocess.run(command, cwd=ROOT / "terraform", env=self._full_environment(), check=False).returncode

    def outputs(self) -> dict[str, Any]:
        """Return the root module's outputs, sensitive ones included."""
        return {name: output["value"] for name, output in json.loads(self._run("output", "-json")).items()}

    def _full_environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return {**own, **self._settings()}

    @property
    def _variables_file(self) -> str:
        return f"-var-file=environments/{self.environment}.tfvars"

    def _start(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["terraform", *arguments],
            cwd=ROOT / "terraform",
            env=self._full_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def _run(self, *arguments: str) -> str:
        result = self._start(*arguments)
        if result.returncode != 0:
            raise TerraformError(f"terraform {arguments[0]} failed:\n{result.stderr.strip()}")
        return result.stdout

    def _run_with_progress(self, verb: str, progress: Progress) -> int:
        process = subprocess.Popen(
            ["terraform", verb, "-json", "-auto-approve", self._variables_file],
            cwd=ROOT / "terraform",
            env=self._full_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            done, errors = _follow(process.stdout or [], progress)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        if process.wait() != 0:
            raise TerraformError(f"terraform {verb} failed:\n" + "\n".join(errors))
        return done


def _follow(lines: Iterable[str], progress: Progress) -> tuple[int, list[str]]:
    """Read Terraform's machine-readable output; return how many resources are done, and its errors.

    Format: https://developer.hashicorp.com/terraform/internals/machine-readable-ui
    """
    planned = done = 0
    errors = []
    for line in lines:
        try:
            message = json.loads(line)
        except ValueError:
            errors.append(line.strip())
            continue
        kind = message.get("type")
        if kind == "change_summary" and message["changes"]["operation"] == "plan":
            planned = sum(message["changes"][what] for what in ("add", "change", "remove"))
        elif kind == "apply_complete":
            done += 1
            progress(f"{done} of {planned} resources")
        elif kind == "diagnostic" and message["diagnostic"]["severity"] == "error":
            errors.append("{summary}: {detail}".format(**message["diagnostic"]))
    return done, errors
