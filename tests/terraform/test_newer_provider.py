"""What the configuration uses is there in version 6 of the provider, which cannot be run here."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import tftest

from tests.support.terraform.configuration import arguments, dynamic_arguments, references
from tests.support.terraform.newer_provider.extract import NAMES
from tests.support.terraform.workspace import ENVIRONMENTS

PlanOf = Callable[[str], tftest.TerraformPlanOutput]
NEWER = json.loads(NAMES.read_text())
# Terraform's own arguments of every resource.
OWN = {"count", "depends_on", "for_each", "lifecycle", "provider"}


def calls(plan: tftest.TerraformPlanOutput) -> list[dict[str, Any]]:
    return list(plan["configuration"]["root_module"]["module_calls"].values())


def complaints(call: Mapping[str, Any], newer: Mapping[str, Any]) -> Iterator[str]:
    """Yield what of a module the version in ``newer`` does not have, or misses."""
    module = call["module"]
    known = newer["resources"]
    for resource in module["resources"]:
        kind, has = resource["type"], known.get(resource["type"])
        if has is None:
            yield f"{kind}: is gone"
            continue
        written = (*arguments(resource["expressions"]), *dynamic_arguments(call, resource))
        given = {name for name in written if name.partition(".")[0] not in OWN}
        yield from (f"{kind}.{name}: is gone" for name in sorted(given - {*has["arguments"]}))
        yield from (f"{kind}.{name}: is required" for name in sorted({*has["required"]} - given))
    read = [*(resource["expressions"] for resource in module["resources"]), *module.get("outputs", {}).values()]
    for reference in references([value.get("expression", value) for value in read]):
        kind, *rest = reference.split(".")
        if kind in known and len(rest) == 2 and rest[1] not in known[kind]["attributes"]:
            yield f"{kind}.{rest[1]}: can no longer be read"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_all_that_is_used_is_there_in_the_newest_version(environment: str, plan_of: PlanOf) -> None:
    assert NEWER["provider"].startswith("6.")
    used = calls(plan_of(environment))
    assert len(used) > 8
    assert {complaint for call in used for complaint in complaints(call, NEWER)} == set()


@pytest.mark.parametrize(
    ("kind", "what", "name", "says"),
    [
        ("aws_sqs_queue", "arguments", "redrive_policy", "aws_sqs_queue.redrive_policy: is gone"),
        ("aws_dynamodb_table", "arguments", "ttl.attribute_name", "aws_dynamodb_table.ttl.attribute_name: is gone"),
        (
            "aws_api_gateway_stage",
            "attributes",
            "invoke_url",
            "aws_api_gateway_stage.invoke_url: can no longer be read",
        ),
    ],
)
def test_what_a_version_took_away_is_seen(kind: str, what: str, name: str, says: str, plan_of: PlanOf) -> None:
    newer = json.loads(NAMES.read_text())
    newer["resources"][kind][what].remove(name)
    assert says in {complaint for call in calls(plan_of("dev")) for complaint in complaints(call, newer)}


def test_a_type_that_is_gone_and_an_argument_that_is_new_are_seen(plan_of: PlanOf) -> None:
    newer = json.loads(NAMES.read_text())
    del newer["resources"]["aws_xray_group"]
    newer["resources"]["aws_sns_topic"]["required"].append("purpose")
    found = {complaint for call in calls(plan_of("dev")) for complaint in complaints(call, newer)}
    assert found == {"aws_xray_group: is gone", "aws_sns_topic.purpose: is required"}
