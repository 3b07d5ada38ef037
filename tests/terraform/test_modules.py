"""Each module plans what its cases say: a tfvars file and, beside it, the inventory of the plan. So does its README."""

import re
from pathlib import Path
from typing import Any

import pytest
import tftest
import yaml

from tests.support.docs.blocks import under
from tests.support.terraform.inventory import differences
from tests.support.terraform.workspace import Terraform, make_workspace, module_names, resources_below

CASES = sorted((Path(__file__).parent / "cases").glob("*/*.tfvars"))
PROVIDER = """
provider "aws" {
  region                      = "eu-west-1"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
}
"""


# Whether a consumer's offers are matched by exact values of attributes alone, so that a command can match them as well.
EXACT = {
    "alternatives": False,
    "alternatives_in_the_body": False,
    "exact_in_the_body": False,
    "existing_queue": True,
    "filtered_https": True,
    "function": True,
    "function_alias": True,
    "function_version": True,
    "most_filtered": True,
    "own_queue": True,
    "raw_https": True,
    "rules_on_attributes": False,
    "rules_on_the_body": False,
}
EXAMPLES = {name: under(f"terraform/modules/{name}/README.md", "Example", "hcl")[0] for name in module_names()}


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
        if case.parent.name == "offer_subscription":
            output = f'output "{label(case)}" {{\nvalue = module.{label(case)}.delivery.filter_policy\n}}\n'
            (directory / f"{label(case)}.output.tf").write_text(output)
    for name, text in EXAMPLES.items():
        (directory / f"example_{name}.tf").write_text(text)
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


def test_no_address_is_shown_by_a_plan(plan: tftest.TerraformPlanOutput) -> None:
    """Whoever knows that of a raw consumer can post to it what looks like an offer; an e-mail's is a person's."""
    subscriptions = [each for each in plan["resource_changes"] if each["type"] == "aws_sns_topic_subscription"]
    hidden = {
        each["address"]: each["change"]["after_sensitive"].get("endpoint", False)
        for each in subscriptions
        if "endpoint" in each["change"]["after"]  # that of a queue of ours is not known yet
    }

    assert hidden == {
        each["address"]: each["change"]["after"]["protocol"] in {"email", "https"}
        for each in subscriptions
        if each["address"] in hidden
    }
    assert set(hidden.values()) == {True, False}


def test_every_module_has_a_case() -> None:
    assert sorted({case.parent.name for case in CASES}) == module_names()


@pytest.mark.parametrize("name", module_names())
def test_the_example_in_the_readme_of_a_module_can_be_planned(name: str, plan: tftest.TerraformPlanOutput) -> None:
    (call,) = re.findall(r'^module "(\w+)" \{\n  source = "./modules/(\w+)"$', EXAMPLES[name], re.MULTILINE)

    assert call[1] == name
    assert resources_below(plan.modules[f"module.{call[0]}"])


@pytest.mark.parametrize("case", EXACT)
def test_a_consumer_says_which_offers_it_wants_where_exact_values_of_attributes_decide(
    case: str, plan: tftest.TerraformPlanOutput
) -> None:
    """`make replay CONSUMER=` matches offers by these. It refuses a consumer without: SNS alone can match more."""
    wanted = plan["planned_values"]["outputs"][f"offer_subscription-{case}"].get("value")

    assert (wanted is not None) is EXACT[case]


def test_every_consumer_of_the_cases_is_known_to_be_matched_exactly_or_not() -> None:
    assert sorted(EXACT) == [case.stem for case in CASES if case.parent.name == "offer_subscription"]
