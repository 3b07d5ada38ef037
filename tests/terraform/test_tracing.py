"""Tracing: which traces the groups hold, asked with the local X-Ray's own filters, and that all of it can be off."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import tftest

from local.xray import filters
from local.xray.filter_scope import Scope
from local.xray.traces import assemble
from tests.support.local.xray.documents import START, TRACE_ID, segment
from tests.support.terraform.workspace import Terraform, planned_resources

PlanOf = Callable[[str], tftest.TerraformPlanOutput]
Resources = dict[str, dict[str, Any]]
STAGE, INGEST, RECOMMENDER, TOPIC = "cxe-local/v1", "cxe-local-ingest", "cxe-local-recommender", "cxe-local-offers"
FAILURES = ("error", "fault", "throttle")


@pytest.fixture
def groups_of(plan_of: PlanOf) -> Callable[..., set[str]]:
    """Return a function: segments of one trace => the names of the planned groups that hold it."""
    planned = planned_resources(plan_of("local")).values()
    groups = [resource["values"] for resource in planned if resource["type"] == "aws_xray_group"]
    held_by = {group["group_name"]: filters.parse(group["filter_expression"]) for group in groups}

    def groups_of(*segments: dict[str, Any]) -> set[str]:
        scope = Scope.of_trace(assemble(TRACE_ID, list(segments)))
        return {name for name, holds in held_by.items() if holds(scope)}

    return groups_of


def test_a_quick_request_that_went_well_is_in_the_group_of_all_alone(groups_of: Callable[..., set[str]]) -> None:
    assert groups_of(segment(1, STAGE), segment(2, INGEST, parent=1)) == {"cxe-local-all"}


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("service", [STAGE, INGEST, RECOMMENDER, TOPIC])
def test_a_failure_is_found_wherever_in_the_pipeline_it_happened(
    service: str, failure: str, groups_of: Callable[..., set[str]]
) -> None:
    names = (STAGE, INGEST, RECOMMENDER, TOPIC)
    chain = [segment(1, STAGE)] + [segment(number, names[number - 1], parent=number - 1) for number in (2, 3, 4)]
    chain[names.index(service)][failure] = True

    assert groups_of(*chain) == {"cxe-local-all", "cxe-local-error"}


def test_a_request_is_slow_when_its_last_hop_ends_late(groups_of: Callable[..., set[str]]) -> None:
    late = segment(2, TOPIC, parent=1) | {"start_time": START + 2, "end_time": START + 2.5}

    assert groups_of(segment(1, STAGE), late) == {"cxe-local-all", "cxe-local-slow"}


def test_another_applications_trace_is_in_no_group(groups_of: Callable[..., set[str]]) -> None:
    assert groups_of(segment(1, "shop/v1", fault=True) | {"end_time": START + 60}) == set()


@pytest.fixture(scope="module")
def without_tracing(root: Terraform) -> Resources:
    """What dev plans with tracing off: address => resource."""
    off = json.dumps({"enabled": False})
    given = {"verify_account": "false", "tracing": off}
    return planned_resources(root.planned("-var-file=environments/dev.tfvars", **given))


def test_with_tracing_off_nothing_adds_to_a_trace(without_tracing: Resources) -> None:
    functions = [
        without_tracing[f"module.{name}.aws_lambda_function.this"]["values"] for name in ("ingest", "recommender")
    ]

    assert [function["tracing_config"] for function in functions] == [[{"mode": "PassThrough"}]] * 2
    assert [function["environment"][0]["variables"]["TRACING_ENABLED"] for function in functions] == ["false"] * 2
    assert (
        without_tracing["module.storefront_api.aws_api_gateway_stage.this"]["values"]["xray_tracing_enabled"] is False
    )
    assert without_tracing["module.offers_topic.aws_sns_topic.this"]["values"]["tracing_config"] == "PassThrough"


def test_the_watch_which_no_request_goes_through_takes_part_in_no_trace(plan_of: PlanOf) -> None:
    planned = planned_resources(plan_of("local"))

    assert planned["module.watch.aws_lambda_function.this"]["values"]["tracing_config"] == [{"mode": "PassThrough"}]
    assert "xray:" not in planned["module.watch.aws_iam_role_policy.this"]["values"]["policy"]


def test_with_tracing_off_nobody_may_write_traces(without_tracing: Resources) -> None:
    policies = [resource["values"]["policy"] for resource in without_tracing.values() if "policy" in resource["values"]]

    assert policies
    assert "xray:" not in "".join(filter(None, policies))


def test_tracing_off_takes_away_what_x_ray_has_and_nothing_else(without_tracing: Resources, plan_of: PlanOf) -> None:
    traced = planned_resources(plan_of("dev"))

    assert {traced[address]["type"] for address in traced.keys() - without_tracing.keys()} == {
        "aws_xray_group",
        "aws_xray_resource_policy",
        "aws_xray_sampling_rule",
    }
    assert without_tracing.keys() < traced.keys()
