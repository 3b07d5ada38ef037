"""One `terraform init` for all plans of the root, and one plan for each environment."""

from collections.abc import Callable
from typing import Any

import pytest
import tftest

from tests.terraform.workspace import Terraform, make_workspace

EMULATOR = "http://127.0.0.1:4566"


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """The root configuration, initialised."""
    terraform = Terraform(make_workspace(tmp_path_factory.mktemp("root")))
    terraform.initialise()
    return terraform


@pytest.fixture(scope="session")
def plan_of(root: Terraform) -> Callable[[str], tftest.TerraformPlanOutput]:
    """Return the plan of an environment, made without network from its committed values alone."""
    plans: dict[str, Any] = {}

    def plan(environment: str) -> tftest.TerraformPlanOutput:
        if environment not in plans:
            given = {"emulator_endpoint": EMULATOR} if environment == "local" else {}
            values = f"-var-file=environments/{environment}.tfvars"
            plans[environment] = root.planned(values, verify_account="false", **given)
        return plans[environment]

    return plan
