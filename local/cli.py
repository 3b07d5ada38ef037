"""The offline stack's commands: ``python -m local.cli up | down | demo``; ``make`` calls them.

``plan``, ``apply``, ``import`` and ``output`` run Terraform on the stack that is up, as on an environment on AWS.
"""

import argparse
import os
import shutil
import signal
import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from local.client_settings import complaint_about_the_aws_cli
from local.demo import show_journey
from local.deployment import (
    PROFILE_FILE,
    Deployment,
    load_stack,
    save_stack,
    write_environment_file,
)
from local.stack import Stack, StackError
from local.steps import Steps
from local.terraform_run import TerraformError
from tools.batch_write import PutOffError
from tools.build import BuildError, build
from tools.paths import ENVIRONMENT_FILE, ROOT, STATE_DIRECTORY
from tools.runtime import UnknownArchitectureError
from tools.terraform_env import TerraformNotUsable, terraform_environment

DEFAULT_PORT = 4566
STACK_FILE = STATE_DIRECTORY / "stack.json"
EXPECTED_FAILURES = (
    BotoCoreError,
    BuildError,
    ClientError,
    PutOffError,
    StackError,
    TerraformError,
    TerraformNotUsable,
    TimeoutError,
    UnknownArchitectureError,
)
TERRAFORM_VERBS = ("plan", "apply", "import", "output")
UP_DIRECTORY = STATE_DIRECTORY / "up"
DEMO_DIRECTORY = STATE_DIRECTORY / "demo"


def bring_up(deployment: Deployment, steps: Steps, file: Path | None = None) -> None:
    """Build, start the stack unless it runs and remember it in ``file``, apply, load the catalogue."""
    terraform_environment()  # says at once what is missing
    for line in deployment.terraform.left_out():
        steps.say(line)
    with steps.step("build") as progress:
        progress(build(progress=progress).summary())
    if not deployment.stack.pid:
        with steps.step("start") as progress:
            deployment.stack.start()
            if file:  # so that `make down` can end it, whatever becomes of this process
                save_stack(deployment.stack, file)
            progress(f"AWS, emulated, on {deployment.stack.endpoint}")
    with steps.step("apply") as progress:
        progress(f"{deployment.apply(progress)} resources")
    with steps.step("catalogue") as progress:
        progress(f"{deployment.load_catalogue()} items")


def up(port: int) -> None:
    """Bring the stack up and leave it running; where it already runs, deploy what changed."""
    steps = Steps()
    stack = load_stack(STACK_FILE)
    runs_already = stack is not None and stack.runs()
    if stack is None or not runs_already:
        shutil.rmtree(UP_DIRECTORY, ignore_errors=True)
        stack = Stack(port, directory=UP_DIRECTORY / "stack", iam=True)
    deployment = Deployment(stack, UP_DIRECTORY)
    try:
        bring_up(deployment, steps, STACK_FILE)
    except BaseException:
        if not runs_already:  # what ran before a change that fails goes on running
            deployment.remove()
            STACK_FILE.unlink(missing_ok=True)
        raise
    write_environment_file(deployment.client_environment())
    steps.say(f"\nUp. Settings for any client:  set -a; . {ENVIRONMENT_FILE.relative_to(ROOT)}; set +a")
    steps.say("Gone again with:              make down")
    if complaint := complaint_about_the_aws_cli():
        steps.say(f"\n{complaint}")


def down() -> None:
    """Destroy everything through Terraform, stop the stack and delete what it left."""
    steps = Steps()
    stack = load_stack(STACK_FILE)
    if stack is None:
        steps.say("Nothing is up.")
        return
    deployment = Deployment(stack, UP_DIRECTORY)
    try:
        if stack.runs():
            with steps.step("destroy") as progress:
                progress(f"{deployment.destroy(progress)} resources")
        else:
            steps.say("The local stack ended by itself, and with it all that it held.")
    finally:  # what cannot be destroyed lives in the stack alone, and goes with it
        with steps.step("stop") as progress:
            deployment.remove()
            progress("no process, port or temporary file left")
        ENVIRONMENT_FILE.unlink(missing_ok=True)
        PROFILE_FILE.unlink(missing_ok=True)
        STACK_FILE.unlink(missing_ok=True)


def demo(port: int) -> None:
    """From nothing to an offer received, with its trace; leaves nothing running."""
    steps = Steps()
    steps.say("Real-time personalised customer experience engine: the demo\n")
    shutil.rmtree(DEMO_DIRECTORY, ignore_errors=True)
    deployment = Deployment(Stack(port, directory=DEMO_DIRECTORY / "stack", iam=True), DEMO_DIRECTORY)
    try:
        bring_up(deployment, steps)
        show_journey(deployment.client_environment(), deployment.terraform.outputs(), steps)
    finally:
        with steps.step("stop") as progress:
            deployment.remove()
            progress("no process, port or temporary file left")


def terraform(verb: str, arguments: list[str]) -> int:
    """Run one Terraform command on the stack that is up; return its exit status. Raises :class:`StackError`."""
    stack = load_stack(STACK_FILE)
    if stack is None or not stack.runs():
        raise StackError("Nothing is up. Run `make up`, or name an environment on AWS: ENV=dev")
    deployment = Deployment(stack, UP_DIRECTORY)
    for line in deployment.terraform.left_out():
        print(line, file=sys.stderr)
    status = deployment.terraform.show(verb, *arguments)
    if verb == "apply" and status == 0:
        write_environment_file(deployment.client_environment())
    return status


def _port(text: str) -> int:
    """Return the port that ``text`` names, for argparse."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError("must be a port, from 1 to 65535: PORT=4567")
    return int(text)


def _interrupt(_signum: int, _frame: object) -> None:
    """Leave in order when told to end, as on Ctrl-C: what was started is stopped on the way out."""
    raise KeyboardInterrupt


def main() -> int:
    """Run one command; an expected failure is one clear line and exit status 1."""
    parser = argparse.ArgumentParser(prog="python -m local.cli", description="The offline stack.", allow_abbrev=False)
    parser.add_argument("command", choices=["up", "down", "demo", *TERRAFORM_VERBS])
    parser.add_argument("--port", type=_port, default=os.environ.get("PORT", str(DEFAULT_PORT)))
    arguments, extra = parser.parse_known_args()
    if extra and arguments.command not in TERRAFORM_VERBS:
        parser.error(f"unrecognized arguments: {' '.join(extra)}")
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        match arguments.command:
            case "up":
                up(arguments.port)
            case "down":
                down()
            case "demo":
                demo(arguments.port)
            case verb:
                return terraform(verb, extra)
    except EXPECTED_FAILURES as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; what this command started was stopped.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
