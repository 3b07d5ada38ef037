"""How the shell code of a document, written for an environment on AWS, runs on the stack that is up."""

import os
import re

from tests.support import machine
from tests.support.docs import aws_command

APPLY = "make apply ARGS=-auto-approve"


def on_the_stack_that_is_up(code: str) -> str:
    """Return ``code`` without the environment that it names, ending at the first command that fails.

    So it is what a reader runs on the local stack. Nobody sits there to say yes to an apply.
    """
    here = re.sub(r" ENV=(dev|prod)\b", "", code)
    return "set -euo pipefail\n" + re.sub(r"^( *)make apply$", rf"\1{APPLY}", here, flags=re.MULTILINE)


def path_with_aws(notice: machine.Notice) -> str:
    """Return a search path on which ``aws`` is the pinned AWS CLI; without one the test is skipped, or fails in CI."""
    return f"{aws_command.directory(notice)}{os.pathsep}{os.environ['PATH']}"
