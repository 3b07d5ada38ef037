"""What a change of the API's clients does to those that are deployed already: planned against a state of them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import tftest

from tests.support.terraform.workspace import Terraform, planned_resources

PlanOf = Callable[[str], tftest.TerraformPlanOutput]
Actions = dict[str, list[str]]
MODULE = "module.storefront_api"
KEY, PLAN, PLAN_KEY = (f"aws_api_gateway_{kind}" for kind in ("api_key", "usage_plan", "usage_plan_key"))
LIMITS = {"burst": 1, "requests_per_second": 1, "quota_per_day": 1}


def of_client(client: str) -> set[str]:
    """Return the addresses of what a client has."""
    return {f'{MODULE}.{kind}.client["{client}"]' for kind in (KEY, PLAN, PLAN_KEY)}


def deployed(plan: tftest.TerraformPlanOutput, client: str) -> Iterator[dict[str, Any]]:
    """Yield a client's resources as a state holds them once they are made as ``plan`` says."""
    known = {KEY: {"id": f"{client}-key", "value": f"the-value-of-{client}"}, PLAN: {"id": f"{client}-plan"}}
    ids = {"key_id": known[KEY]["id"], "usage_plan_id": known[PLAN]["id"]}
    known[PLAN_KEY] = {"id": known[KEY]["id"], "name": client, "value": known[KEY]["value"], **ids}
    for kind, attributes in known.items():
        planned = planned_resources(plan)[f'{MODULE}.{kind}.client["{client}"]']
        instance = {
            "index_key": client,
            "attributes": planned["values"] | attributes,
            "sensitive_attributes": [[{"type": "get_attr", "value": "value"}]] if kind == KEY else [],
        }
        yield {
            "module": MODULE,
            "mode": "managed",
            "type": kind,
            "name": "client",
            "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
            "instances": [instance],
        }


@pytest.fixture
def changes(root: Terraform, tmp_path: Path) -> Callable[[list[dict[str, Any]], list[str]], Actions]:
    """Return a function: resources in the state, clients to have => address of what a client has => actions."""

    def plan(resources: list[dict[str, Any]], clients: list[str]) -> Actions:
        state = tmp_path / "deployed.tfstate"
        state.write_text(json.dumps({"version": 4, "serial": 1, "lineage": "test", "resources": resources}))
        given = {"verify_account": "false", "api_clients": json.dumps(dict.fromkeys(clients, LIMITS))}
        planned = root.planned(f"-state={state}", "-var-file=environments/dev.tfvars", **given)
        found = {each["address"]: each["change"]["actions"] for each in planned["resource_changes"]}
        return {address: actions for address, actions in found.items() if '.client["' in address}

    return plan


def destroyed(actions: Actions) -> set[str]:
    return {address for address, action in actions.items() if "delete" in action}


def created(actions: Actions) -> set[str]:
    return {address for address, action in actions.items() if "create" in action}


def test_clients_that_come_and_go_leave_the_others_their_keys(plan_of: PlanOf, changes: Callable[..., Actions]) -> None:
    state = [resource for client in ("mobile", "storefront") for resource in deployed(plan_of("dev"), client)]

    actions = changes(state, ["a-new-one", "storefront"])

    assert destroyed(actions) == of_client("mobile")
    assert created(actions) == of_client("a-new-one")
    assert actions[f'{MODULE}.{KEY}.client["storefront"]'] == ["no-op"]


def test_the_key_of_a_deployment_for_a_single_storefront_is_kept(
    plan_of: PlanOf, changes: Callable[..., Actions]
) -> None:
    state = list(deployed(plan_of("dev"), "storefront"))
    for resource in state:
        resource["name"] = "storefront"
        del resource["instances"][0]["index_key"]

    actions = changes(state, ["storefront"])

    assert actions.keys() == of_client("storefront")
    assert created(actions) == destroyed(actions) == set()
