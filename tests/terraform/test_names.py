"""No name is longer than AWS takes, and none that a whole account shares can stand in the way of another Region."""

import functools
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import botocore.session
import pytest
import tftest

from tests.support.terraform.workspace import ENVIRONMENTS, Terraform, planned_resources
from tests.terraform.conftest import EMULATOR

PlanOf = Callable[[str], tftest.TerraformPlanOutput]
Resources = dict[str, dict[str, Any]]

# Type of resource → the attribute that names it, and the name's greatest length: where botocore's models say it, as
# service and shape, else with the page that does. None: the page of the quotas gives no length.
LIMITS: dict[str, tuple[str, tuple[str, str] | int | None]] = {
    "aws_api_gateway_api_key": ("name", None),
    "aws_api_gateway_request_validator": ("name", None),
    "aws_api_gateway_rest_api": ("name", None),
    "aws_api_gateway_usage_plan": ("name", None),
    "aws_api_gateway_model": ("name", None),
    "aws_api_gateway_stage": ("stage_name", 128),  # API Gateway developer guide, "Create a stage"
    "aws_cloudwatch_composite_alarm": ("alarm_name", ("cloudwatch", "AlarmName")),
    "aws_cloudwatch_event_rule": ("name", ("events", "RuleName")),
    "aws_cloudwatch_log_group": ("name", ("logs", "LogGroupName")),
    "aws_cloudwatch_log_metric_filter": ("name", ("logs", "FilterName")),
    "aws_cloudwatch_metric_alarm": ("alarm_name", ("cloudwatch", "AlarmName")),
    "aws_cloudwatch_query_definition": ("name", ("logs", "QueryDefinitionName")),
    "aws_dynamodb_table": ("name", ("dynamodb", "TableName")),
    "aws_iam_role": ("name", ("iam", "roleNameType")),
    "aws_iam_role_policy": ("name", ("iam", "policyNameType")),
    "aws_lambda_alias": ("name", ("lambda", "Alias")),
    "aws_lambda_function": ("function_name", 64),  # Lambda API reference, CreateFunction
    "aws_lambda_permission": ("statement_id", ("lambda", "StatementId")),
    "aws_s3_bucket": ("bucket", 63),  # Amazon S3 user guide, "General purpose bucket naming rules"
    "aws_sns_topic": ("name", 256),  # Amazon SNS API reference, CreateTopic
    "aws_sqs_queue": ("name", 80),  # Amazon SQS API reference, CreateQueue
    "aws_xray_group": ("group_name", ("xray", "GroupName")),
    "aws_xray_resource_policy": ("policy_name", ("xray", "PolicyName")),
    "aws_xray_sampling_rule": ("rule_name", ("xray", "RuleName")),
}
NAMES = {attribute for attribute, _ in LIMITS.values()}
# One for all Regions of an account, or for all accounts: IAM user guide, "What is IAM?"; Amazon S3 user guide.
NOT_REGIONAL = ("aws_iam_role", "aws_s3_bucket")

# The longest that the validations let through.
LONGEST = {
    "project": "p" * 20,
    "aws_region": "ap-southeast-1",
    "personalize_region": "ap-southeast-1",
    "interest_table_name": "t" * 255,
    "api_clients": json.dumps({"c" * 30: {"burst": 1, "requests_per_second": 1, "quota_per_day": 1}}),
    "offer_subscriptions": json.dumps({"c" * 30: {"protocol": "sqs"}}),
}
TOO_LONG = {"project": "p" * 21, "interest_table_name": "t" * 256}


@functools.cache
def longest_of(kind: str) -> int | None:
    limit = LIMITS[kind][1]
    if not isinstance(limit, tuple):
        return limit
    service, shape = limit
    longest: int = botocore.session.get_session().get_service_model(service).shape_for(shape).metadata["max"]
    return longest


def too_long(resources: Resources) -> Iterator[str]:
    for address, resource in resources.items():
        if resource["type"] in LIMITS:
            name = resource["values"].get(LIMITS[resource["type"]][0]) or ""
            longest = longest_of(resource["type"])
            if longest is not None and len(name) > longest:
                yield f"{address}: {len(name)} of {longest}"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_no_name_of_an_environment_is_longer_than_aws_takes(environment: str, plan_of: PlanOf) -> None:
    assert list(too_long(planned_resources(plan_of(environment)))) == []


def test_the_longest_values_that_are_allowed_make_no_name_too_long(root: Terraform) -> None:
    """Project and environment have 25 characters together, as ``local`` and a project of 20 do."""
    given = {**LONGEST, "verify_account": "false", "emulator_endpoint": EMULATOR, "personalize_campaign_arn": ""}
    planned = planned_resources(root.planned("-var-file=environments/local.tfvars", **given))

    assert list(too_long(planned)) == []
    tightest = dict.fromkeys(LIMITS, 0)
    for resource in planned.values():
        if resource["type"] in tightest:
            name = resource["values"].get(LIMITS[resource["type"]][0]) or ""
            tightest[resource["type"]] = max(tightest[resource["type"]], len(name))
    assert tightest["aws_s3_bucket"] == 63
    assert tightest["aws_xray_group"] == 32


def test_a_name_that_is_too_long_is_found() -> None:
    name = "x" * 33
    planned = {"aws_xray_group.this": {"type": "aws_xray_group", "values": {"group_name": name}}}
    assert list(too_long(planned)) == ["aws_xray_group.this: 33 of 32"]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_resource_with_a_name_has_its_limit_here(environment: str, plan_of: PlanOf) -> None:
    named = {
        resource["type"]
        for resource in planned_resources(plan_of(environment)).values()
        if NAMES & {name for name, value in resource["values"].items() if isinstance(value, str)}
    }
    # These name what they belong to, and have no name of their own.
    parts = {kind for kind in named if kind.startswith("aws_s3_bucket_")}
    assert named - LIMITS.keys() - parts <= {"aws_api_gateway_method_settings", "aws_lambda_event_source_mapping"}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_what_an_account_has_once_for_all_regions_is_named_after_its_region(environment: str, plan_of: PlanOf) -> None:
    plan = plan_of(environment)
    region = plan["variables"]["aws_region"]["value"]
    names = [
        resource["values"][LIMITS[resource["type"]][0]]
        for resource in planned_resources(plan).values()
        if resource["type"] in NOT_REGIONAL
    ]
    assert len(names) >= 3
    assert [name for name in names if not re.search(rf"-{region}(-|$)", name)] == []
