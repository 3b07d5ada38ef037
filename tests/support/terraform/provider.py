"""The AWS provider as one process for many plans: its start and its schemas cost a third of a plan's time."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.terraform.workspace import Terraform

# What terraform init has checked against the lock file and linked.
_INSTALLED = ".terraform/providers/registry.terraform.io/hashicorp/aws/*/*/terraform-provider-aws_*"
# It writes each call of a plan to its log otherwise.
_QUIET = {"TF_LOG": "off", "TF_LOG_SDK": "off", "TF_LOG_SDK_PROTO": "off"}


@contextmanager
def one_provider(terraform: Terraform) -> Iterator[None]:
    """Let ``terraform``, which is initialised, use one provider process for the length of the block.

    The provider has the environment of now. It is configured anew by each run, of which there may be one at a time.
    https://developer.hashicorp.com/terraform/plugin/debugging
    """
    (program,) = Path(terraform.tfdir).glob(_INSTALLED)
    with subprocess.Popen(
        [program, "-debug"],
        env=terraform.env | _QUIET,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        try:
            said = (re.search(r"TF_REATTACH_PROVIDERS='(.+)'", line) for line in process.stdout)
            terraform.env["TF_REATTACH_PROVIDERS"] = next(filter(None, said))[1]
            yield
        finally:
            terraform.env.pop("TF_REATTACH_PROVIDERS", None)
            process.terminate()
