"""What is believed of AWS is so: docs/aws-beliefs.md, as far as a command can prove it by itself."""

import os
import subprocess

import pytest

from tests.support import machine
from tests.support.checkout import ROOT
from tests.support.docs.beliefs import Proof, proofs
from tests.support.docs.running import path_with_aws
from tests.support.target import Target, eventually

pytestmark = pytest.mark.aws_only


@pytest.fixture(scope="module")
def names() -> str:
    """Shell code that exports the deployment's names: asked for once, since Terraform takes seconds to say them."""
    command = ["make", "-s", "env", f"ENV={os.environ['ENV']}"]
    printed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    return f"set -a\n{printed}set +a\n"


@pytest.mark.parametrize("proof", proofs(), ids=lambda proof: proof.command)
def test_a_belief_is_right(proof: Proof, target: Target, names: str, figures: machine.Notice) -> None:
    environment = os.environ["ENV"]
    code = names + proof.command.replace("ENV=dev", f"ENV={environment}")
    path = path_with_aws(figures)

    def printed() -> str:
        return subprocess.run(
            ["bash", "-c", code],
            cwd=ROOT,
            env={**os.environ, "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        ).stdout

    eventually(printed, lambda text: proof.prints in text, f"{proof.belief}: {proof.prints} was printed")
