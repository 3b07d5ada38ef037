"""An environment that was applied by earlier code keeps its tables, and all that is in them.

``states/`` holds what such an apply to the local stack left in the state, of the tables alone.
"""

from pathlib import Path
from typing import Any

import pytest
import tftest

from tests.support.terraform.workspace import Terraform
from tests.terraform.conftest import EMULATOR

STATE = Path(__file__).parent / "states" / "tables_of_four_modules.json"
MOVED = {
    "module.catalogue_table.aws_dynamodb_table.this": "module.offer_catalogue.aws_dynamodb_table.this",
    "module.listings_table.aws_dynamodb_table.this": "module.offer_catalogue.aws_dynamodb_table.listings",
}
STAYED = {f"module.{name}_table.aws_dynamodb_table.this" for name in ("customers", "interest", "offers")}


def tables(plan: tftest.TerraformPlanOutput) -> dict[str, dict[str, Any]]:
    return {each["address"]: each for each in plan["resource_changes"] if each["type"] == "aws_dynamodb_table"}


@pytest.fixture(scope="module")
def upgraded(root: Terraform) -> dict[str, dict[str, Any]]:
    """What a plan does to the tables: address => change."""
    values = ("-var-file=environments/local.tfvars", f"-state={STATE}")
    return tables(root.planned(*values, verify_account="false", emulator_endpoint=EMULATOR))


def test_no_table_is_made_changed_or_destroyed(upgraded: dict[str, dict[str, Any]]) -> None:
    assert upgraded.keys() == {*MOVED, *STAYED}
    assert {action for each in upgraded.values() for action in each["change"]["actions"]} == {"no-op"}


def test_the_tables_of_the_catalogue_are_found_where_they_were(upgraded: dict[str, dict[str, Any]]) -> None:
    assert {a: each["previous_address"] for a, each in upgraded.items() if "previous_address" in each} == MOVED


def test_a_table_at_an_address_that_nobody_moved_would_be_destroyed(root: Terraform, tmp_path: Path) -> None:
    state = tmp_path / "elsewhere.tfstate"
    state.write_text(STATE.read_text().replace("module.offers_table", "module.offers_table_of_old"))
    values = ("-var-file=environments/local.tfvars", f"-state={state}")
    changes = tables(root.planned(*values, verify_account="false", emulator_endpoint=EMULATOR))

    assert changes["module.offers_table_of_old.aws_dynamodb_table.this"]["change"]["actions"] == ["delete"]
