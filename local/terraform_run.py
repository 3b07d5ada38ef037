"""Run Terraform on the root module, for one environment with its own state, and report progress."""

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import callers_settings, terraform_root
from tools.paths import ROOT
from tools.terraform_env import SHORT_RUNS, terraform_environment

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
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            **self.aws,
            **terraform_environment(),
            "TF_DATA_DIR": str(self.directory / "terraform-data"),
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
            **SHORT_RUNS,
            **{f"TF_VAR_{name}": value for name, value in self.variables.items()},
        }

    def left_out(self) -> list[str]:
        """Return up to two lines for a person: the files and the variables that are ignored for this run."""
        files, names = self._disturbing(), callers_settings.of_terraform(os.environ)
        instead = "The local stack has a state and settings of its own."
        return [
            *([terraform_root.left_out(files, instead)] if files else []),
            *([callers_settings.notice(names, instead)] if names else []),
        ]

    def init(self) -> None:
        """Install the provider and point the local backend to this state. Raises :class:`TerraformError`."""
        self.directory.mkdir(parents=True, exist_ok=True)
        state = f"-backend-config=path={self.state_path}"
        self._run("init", "-no-color", "-reconfigure", "-lockfile=readonly", state)

    def apply(self, progress: Progress) -> int:
        """Apply, reporting progress; return how many resources were created, changed or removed."""
        return self._run_with_progress("apply", progress)

    def destroy(self, progress: Progress) -> int:
        """Destroy everything, reporting progress; return how many resources were removed."""
        return self._run_with_progress("destroy", progress)

    def show(self, verb: str, *arguments: str) -> int:
        """Run one command that talks to the terminal; return its exit status."""
        values = [] if verb == "output" else [self._variables_file]
        command = ["terraform", verb, *terraform_root.colour(), *values, *arguments]
        return subprocess.run(command, cwd=self._root(), env=self._full_environment(), check=False).returncode

    def outputs(self) -> dict[str, Any]:
        """Return the root module's outputs, sensitive ones included."""
        return {name: output["value"] for name, output in json.loads(self._run("output", "-no-color", "-json")).items()}

    def _full_environment(self) -> dict[str, str]:
        return {**callers_settings.for_the_local_stack(os.environ), **self._settings()}

    def _disturbing(self) -> list[Path]:
        """Return the files beside the root module that choose a state or an AWS of their own."""
        root = ROOT / "terraform"
        return [*terraform_root.states_by_hand(root), *terraform_root.overrides(root, "backend", "provider")]

    def _root(self) -> Path:
        """Return where Terraform runs."""
        root, disturbing = ROOT / "terraform", self._disturbing()
        return terraform_root.laid_out(root, self.directory / "links", disturbing) if disturbing else root

    @property
    def _variables_file(self) -> str:
        return f"-var-file=environments/{self.environment}.tfvars"

    def _start(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["terraform", *arguments],
            cwd=self._root(),
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
            cwd=self._root(),
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
