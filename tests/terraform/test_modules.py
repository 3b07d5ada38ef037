"""Each module plans what its cases say: a tfvars file and, beside it, the inventory of the plan."""

from pathlib import Path
from typing import Any

import pytest
import tftest
import yaml

from tests.terraform.inventory import differences
from tests.terraform.workspace import Terraform, make_workspace, module_names, resources_below

CASES = sorted((Path(__file__).parent / "cases").glob("*/*.tfvars"))
PROVIDER = """
provider "aws" {
  region                      = "eu-west-1"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
}
"""


def label(case: Path) -> str:
    return f"{case.parent.name}-{case.stem}"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> tftest.TerraformPlanOutput:
    """One plan of all cases costs as much as that of one. Values are written like the arguments of a call."""
    directory = make_workspace(tmp_path_factory.mktemp("modules"))
    for root_file in directory.glob("*.tf"):
        root_file.unlink()
    (directory / "provider.tf").write_text(PROVIDER)
    for case in CASES:
        call = f'module "{label(case)}" {{\nsource = "./modules/{case.parent.name}"\n{case.read_text()}\n}}\n'
        (directory / f"{label(case)}.tf").write_text(call)
    terraform = Terraform(directory)
    terraform.initialise()
    return terraform.planned()


@pytest.mark.parametrize("case", CASES, ids=label)
def test_a_module_plans_what_the_inventory_of_its_case_holds(case: Path, plan: tftest.TerraformPlanOutput) -> None:
    module = plan.modules[f"module.{label(case)}"]
    prefix = f"module.{label(case)}."
    planned: dict[str, Any] = {
        address.removeprefix(prefix): resource for address, resource in resources_below(module).items()
    }

    inventory = yaml.safe_load(case.with_suffix(".yaml").read_text())

    assert differences(inventory, planned) == []


def test_an_https_address_is_shown_by_no_plan(plan: tftest.TerraformPlanOutput) -> None:
    """Whoever knows the address of a raw consumer can post to it what looks like an offer."""
    subscriptions = [each for each in plan["resource_changes"] if each["type"] == "aws_sns_topic_subscription"]
    hidden = {
        each["address"]: each["change"]["after_sensitive"].get("endpoint", False)
        for each in subscriptions
        if "endpoint" in each["change"]["after"]  # that of a queue of ours is not known yet
    }

    assert hidden == {
        each["address"]: each["change"]["after"]["protocol"] == "https"
        for each in subscriptions
        if each["address"] in hidden
    }
    assert set(hidden.values()) == {True, False}


def test_every_module_has_a_case() -> None:
    assert sorted({case.parent.name for case in CASES}) == module_names()
