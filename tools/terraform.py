"""Terraform for an environment on AWS: ``python -m tools.terraform VERB ENVIRONMENT``; ``make plan ENV=dev`` calls it.

Nobody has to know where the state is: :mod:`tools.terraform_state` does. Further arguments go to Terraform.
"""

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from tools import first_apply, gateway_account, preflight
from tools.build import BuildError, build
from tools.paths import TERRAFORM_DIRECTORY
from tools.runtime import UnknownArchitectureError
from tools.terraform_env import TerraformNotUsable, terraform_environment
from tools.terraform_state import KINDS, State, StateError, moving, state_of
from tools.wanted import AccountError, Wanted, wanted

MOVE_STATE = "move-state"
VERBS = ("plan", "apply", "destroy", "import", MOVE_STATE, "output")
_ENVIRONMENTS = TERRAFORM_DIRECTORY / "environments"
_LOCAL = "local"


class CommandError(ValueError):
    """The command line asks for something that does not exist; the message says what does."""


def environments() -> list[str]:
    """Return the environments on AWS, by the names of their values files."""
    return sorted(path.stem for path in _ENVIRONMENTS.glob("*.tfvars") if path.stem != _LOCAL)


def run(verb: str, environment: str, backend: str | None, extra: list[str]) -> int:
    """Build, initialise and run one Terraform command for ``environment``; return Terraform's exit status.

    Raises :class:`AccountError`, :class:`CommandError`, :class:`StateError`,
    :class:`tools.first_apply.LostStateError`, :class:`TerraformNotUsable` and what :func:`tools.build.build` raises.
    """
    if environment == _LOCAL:
        raise CommandError("The local environment is `make up` and `make down`.")
    if environment not in environments():
        raise CommandError(f"Choose an environment: ENV={'|'.join(environments())}")
    terraform_environment()  # says what is missing before anything is built
    if verb == MOVE_STATE:
        return _move_state(environment)
    terraform = Terraform(state_of(environment, backend))
    values: list[str] = []
    if verb != "output":
        values = [f"-var-file=environments/{environment}.tfvars"]
        print(f"build: {build().summary()}", file=sys.stderr)
    status = terraform.init("-reconfigure", "-input=false")
    if status:
        return status
    if verb == "apply":
        first_apply.check(environment, terraform.answer, values)
    asks = wanted(terraform.answer, [*values, *extra]) if verb in {"plan", "apply", "destroy"} else None
    if asks is None:
        return terraform.run(verb, *values, *extra)
    if verb == "destroy":
        return _destroy(asks, terraform, [*values, *extra])
    return terraform.run(verb, *values, *preflight.check(asks), *extra)


def _destroy(environment: Wanted, terraform: "Terraform", arguments: list[str]) -> int:
    def answer(verb: str, *words: str) -> str:
        return terraform.answer(verb, *(arguments if verb == "import" else []), *words)

    settle = gateway_account.before_destroy(environment, answer, answer("output", "-raw", "api_id"))
    status = terraform.run("destroy", *arguments)
    settle(status)
    return status


def _move_state(environment: str) -> int:
    """Take the state that lies beside the values into the bucket; return Terraform's exit status."""
    before, after = moving(environment)
    status = Terraform(before).init("-reconfigure", "-input=false")
    status = status or Terraform(after).init("-migrate-state")  # asks before it copies, and before it overwrites
    if status == 0:
        before.retire()
    return status


@dataclass(frozen=True)
class Terraform:
    """Terraform in the root module, with one environment's state."""

    state: State

    def init(self, *how: str) -> int:
        """Choose the backend; return the exit status. Standard output is kept for results, which can be piped."""
        words = ["init", *how, "-lockfile=readonly", *self.state.init_arguments]
        return self._start(words, stdout=sys.stderr).returncode

    def run(self, verb: str, *arguments: str) -> int:
        """Run one command, and let it talk to the terminal; return its exit status."""
        return self._start([verb, *arguments]).returncode

    def answer(self, verb: str, *arguments: str, given: str = "") -> str:
        """Return what a command prints that asks nothing: nothing where it fails."""
        words = [verb, *arguments]
        return str(self._start(words, input=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)

    def _start(self, words: list[str], **streams: Any) -> subprocess.CompletedProcess[Any]:
        variables = {**os.environ, **terraform_environment(), "TF_DATA_DIR": str(self.state.data)}
        colour = [] if sys.stdout.isatty() or words[0] in {"console", "state"} else ["-no-color"]
        command = ["terraform", f"-chdir={self.state.root}", words[0], *colour, *words[1:]]
        return subprocess.run(command, env=variables, text=True, check=False, **streams)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.terraform", description="Terraform for one environment.", allow_abbrev=False
    )
    parser.add_argument("verb", choices=VERBS)
    parser.add_argument("environment", help="dev, prod or any other with a file in terraform/environments")
    parser.add_argument("--backend", choices=KINDS, help="refused where the environment's state is kept elsewhere")
    arguments, extra = parser.parse_known_args()
    try:
        return run(arguments.verb, arguments.environment, arguments.backend, extra)
    except (
        AccountError,
        BuildError,
        CommandError,
        StateError,
        TerraformNotUsable,
        UnknownArchitectureError,
        first_apply.LostStateError,
    ) as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
