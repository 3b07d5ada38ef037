"""Terraform for an environment on AWS: ``python -m tools.terraform VERB ENVIRONMENT``; ``make plan ENV=dev`` calls it.

Nobody has to know where the state is: :mod:`tools.terraform_state` does. Further arguments go to Terraform.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shared.aws.failures import AWS_FAILURES
from tools import callers_settings, first_apply, gateway_account, preflight, terraform_root
from tools.build import BuildError, build
from tools.command import INTERRUPTED
from tools.environments import CommandError, check_name, check_values
from tools.runtime import UnknownArchitectureError
from tools.terraform_env import SHORT_RUNS, TerraformNotUsable, terraform_environment
from tools.terraform_state import KINDS, State, StateError, moving, not_seen, state_of
from tools.wanted import AccountError, wanted

MOVE_STATE = "move-state"
GATEWAY_LOGS = "gateway-logs"
CHANGES = ("plan", "apply", "destroy", GATEWAY_LOGS)
VERBS = (*CHANGES, "import", MOVE_STATE, "output")


def run(verb: str, environment: str, backend: str | None, extra: list[str]) -> int:
    """Build, initialise and run one Terraform command for ``environment``; return Terraform's exit status.

    Raises :class:`AccountError`, :class:`CommandError`, :class:`StateError`,
    :class:`tools.first_apply.LostStateError`, :class:`TerraformNotUsable` and what :func:`tools.build.build` raises.
    """
    check_name(environment)
    terraform_environment()  # says what is missing before anything is built
    _say_what_does_not_count(environment)
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
    if verb in CHANGES:
        status = _prepare(verb, environment, terraform, [*values, *extra])
    if status == 0 and verb != GATEWAY_LOGS:
        status = terraform.run(verb, *values, *extra)
    return status


def _say_what_does_not_count(environment: str) -> None:
    if line := not_seen(environment):
        print(line, file=sys.stderr)
    if names := callers_settings.choosing_a_state(os.environ):
        instead = f"The files of {environment} say where its state is; terraform/README.md says how."
        print(callers_settings.notice(names, instead), file=sys.stderr)
    if names := callers_settings.naming_endpoints(os.environ):
        print(f"terraform: goes where {', '.join(names)} of your environment say, not to AWS.", file=sys.stderr)


def _prepare(verb: str, name: str, terraform: "Terraform", arguments: list[str]) -> int:
    """Do and check what has to be so before a change."""
    environment = wanted(terraform.response, arguments)
    if environment is None:
        if verb == GATEWAY_LOGS:
            raise CommandError("Terraform cannot read the environment's values: `make plan` shows why.")
        return 0
    check_values(name, environment.name)
    if verb == GATEWAY_LOGS:
        print(gateway_account.set_role(environment.client, environment.region))
        return 0
    addresses = terraform.response("state", "list").split()
    if not addresses and verb != "plan":
        first_apply.check(environment)
    if verb == "destroy" or (verb == "apply" and "-destroy" in arguments):
        return terraform.forget([each for each in gateway_account.ADDRESSES if each in addresses])
    preflight.check(environment)
    return 0


def _move_state(environment: str) -> int:
    """Take the state that lies beside the values into the bucket; return Terraform's exit status.

    Raises :class:`StateError` when the bucket does not hold it afterwards: Terraform asks before it copies, and a no
    is no failure to it.
    """
    before, after = moving(environment)
    there = Terraform(after)
    status = Terraform(before).init("-reconfigure", "-input=false") or there.init("-migrate-state")
    if status == 0:
        before.retire(moved=there.response("state", "pull"))
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

    def response(self, verb: str, *arguments: str, given: str = "") -> str:
        """Return what a command prints that asks nothing: nothing where it fails."""
        words = [verb, *arguments]
        return str(self._start(words, given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)

    def forget(self, addresses: list[str]) -> int:
        """Take resources out of the state, which leaves them as they are; return the exit status."""
        return self._start(["state", "rm", *addresses], stdout=sys.stderr).returncode if addresses else 0

    def _start(self, words: list[str], given: str | None = None, **streams: Any) -> subprocess.CompletedProcess[str]:
        own = callers_settings.without(os.environ, callers_settings.choosing_a_state(os.environ))
        variables = {**SHORT_RUNS, **own, **terraform_environment(), "TF_DATA_DIR": str(self.state.data)}
        colour = [] if words[0] in {"console", "state"} else terraform_root.colour()
        command = ["terraform", f"-chdir={self.state.root}", words[0], *colour, *words[1:]]
        stdin = None if given is None else subprocess.PIPE
        with (
            _ended_before_an_interrupt(),
            subprocess.Popen(command, env=variables, text=True, stdin=stdin, **streams) as process,
        ):
            printed, _ = process.communicate(given)
        return subprocess.CompletedProcess(command, process.returncode, printed)


@contextlib.contextmanager
def _ended_before_an_interrupt() -> Iterator[None]:
    """Let a Terraform that was interrupted, too, end what it began and write its state; then raise the interrupt."""
    interrupts: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: interrupts.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if interrupts:
        raise KeyboardInterrupt


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
    except AWS_FAILURES as error:
        print(f"AWS refused or did not answer: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
