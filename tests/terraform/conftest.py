"""One `terraform init` of the root and one plan of each environment, for all test processes together."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import tftest

from tests.support.terraform.workspace import Terraform, make_workspace

EMULATOR = "http://127.0.0.1:4566"


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that all processes of this test run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def root(shared: Path) -> Terraform:
    """The root configuration, initialised."""
    directory = shared / "root"
    with one_at_a_time(shared / "root.lock"):
        if directory.exists():
            return Terraform(directory / "terraform")
        directory.mkdir()
        terraform = Terraform(make_workspace(directory))
        terraform.initialise()
        return terraform


@pytest.fixture(scope="session")
def plan_of(root: Terraform, shared: Path) -> Callable[[str], tftest.TerraformPlanOutput]:
    """Return the plan of an environment, made without a network from its committed values alone."""

    def plan(environment: str) -> tftest.TerraformPlanOutput:
        kept = shared / f"{environment}.json"
        with one_at_a_time(shared / f"{environment}.lock"):
            if not kept.exists():
                given = {"emulator_endpoint": EMULATOR} if environment == "local" else {}
                values = f"-var-file=environments/{environment}.tfvars"
                kept.write_text(root.planned_json(values, verify_account="false", **given))
        return tftest.TerraformPlanOutput(json.loads(kept.read_text()))

    return plan


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Let one process in, the others wait."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
