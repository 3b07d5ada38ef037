"""Every part is wired to the right other part: what a plan's values cannot show, its configuration references do."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import tftest

from shared.generated.table_names import LISTINGS_SUFFIX
from tests.support.terraform.configuration import references, resource_of
from tests.support.terraform.workspace import MODULES, planned_resources

PlanOf = Callable[[str], tftest.TerraformPlanOutput]

CALLS = [
    # module, argument, what it is given
    ("storefront_api", "cors_monitoring_headers", "var.cors_monitoring_headers"),
    ("storefront_api", "function_name", "module.ingest.function_name"),
    ("storefront_api", "function_alias_name", "module.ingest.alias_name"),
    ("storefront_api", "function_invoke_arn", "module.ingest.alias_invoke_arn"),
    ("stream_trigger", "stream_arn", "module.interest_table.stream_arn"),
    ("stream_trigger", "function_alias_arn", "module.recommender.alias_arn"),
    ("offers_topic", "consumer_account_ids", "var.consumer_account_ids"),
    ("offer_subscription", "topic_arn", "module.offers_topic.arn"),
    ("offer_subscription", "dead_letter_queue", "each.value.dead_letter_queue"),
    ("offer_subscription", "endpoint", "each.value.endpoint"),
    ("offer_subscription", "filter_policy", "each.value.filter_policy"),
    ("offer_subscription", "raw_message_delivery", "each.value.raw_message_delivery"),
    ("offer_subscription", "visibility_timeout_seconds", "each.value.visibility_timeout_seconds"),
    ("tracing", "api_stage", "module.storefront_api.segment_name"),
    ("tracing", "rate", "var.tracing.rate"),
    ("tracing", "reservoir_per_second", "var.tracing.reservoir_per_second"),
    ("ingest", "policy_statements", "local.ingest_statements"),
    ("ingest", "environment", "local.ingest_environment"),
    ("recommender", "policy_statements", "local.recommender_statements"),
    ("recommender", "environment", "local.recommender_environment"),
    ("watch", "policy_statements", "local.watch_statements"),
    ("watch", "environment", "local.watch_environment"),
    ("monitoring", "alarm_notification_arns", "var.alarm_notification_arns"),
    ("monitoring", "alarm_notification_arns", "module.alarm_topic"),
    ("alarm_topic", "subscriptions", "var.alarm_subscriptions"),
    ("watch_schedule", "function_name", "module.watch.function_name"),
    ("watch_schedule", "function_alias_name", "module.watch.alias_name"),
]
RESOURCES = [
    # module, resource, argument, what it refers to
    ("storefront_api", "aws_api_gateway_integration.post", "uri", "var.function_invoke_arn"),
    ("storefront_api", "aws_lambda_permission.post", "source_arn", "aws_api_gateway_rest_api.this.execution_arn"),
    (
        "storefront_api",
        "aws_api_gateway_method.post",
        "request_validator_id",
        "aws_api_gateway_request_validator.body.id",
    ),
    ("storefront_api", "aws_api_gateway_stage.this", "deployment_id", "aws_api_gateway_deployment.this.id"),
    ("storefront_api", "aws_api_gateway_stage.this", "access_log_settings", "aws_cloudwatch_log_group.access.arn"),
    ("storefront_api", "aws_api_gateway_usage_plan_key.client", "key_id", "aws_api_gateway_api_key.client"),
    ("storefront_api", "aws_api_gateway_usage_plan_key.client", "usage_plan_id", "aws_api_gateway_usage_plan.client"),
    ("storefront_api", "aws_api_gateway_usage_plan.client", "api_stages", "aws_api_gateway_stage.this.stage_name"),
    ("ingest", "aws_lambda_function.this", "role", "aws_iam_role.this.arn"),
    ("ingest", "aws_iam_role_policy.this", "role", "aws_iam_role.this.name"),
    ("ingest", "aws_lambda_alias.live", "function_version", "aws_lambda_function.this.version"),
    ("alarm_topic", "aws_sns_topic.this", "kms_master_key_id", "aws_kms_key.this.arn"),
    ("alarm_topic", "aws_sns_topic_subscription.this", "topic_arn", "aws_sns_topic.this.arn"),
    ("alarm_topic", "aws_chatbot_slack_channel_configuration.this", "sns_topic_arns", "aws_sns_topic.this.arn"),
    ("alarm_topic", "aws_chatbot_slack_channel_configuration.this", "iam_role_arn", "aws_iam_role.slack[0].arn"),
    ("watch_schedule", "aws_cloudwatch_event_target.this", "rule", "aws_cloudwatch_event_rule.this.name"),
    ("stream_trigger", "aws_lambda_event_source_mapping.this", "function_name", "var.function_alias_arn"),
    ("stream_trigger", "aws_lambda_event_source_mapping.this", "event_source_arn", "var.stream_arn"),
    ("stream_trigger", "aws_lambda_event_source_mapping.this", "destination_config", "aws_s3_bucket.failures.arn"),
    ("stream_trigger", "aws_s3_bucket_policy.failures", "bucket", "aws_s3_bucket.failures.bucket"),
    ("offer_subscription", "aws_sqs_queue.this", "redrive_policy", "aws_sqs_queue.dlq.arn"),
    ("offer_subscription", "aws_sqs_queue.this", "redrive_policy", "var.dead_letter_queue.maximum_receives"),
    ("offer_subscription", "aws_sns_topic_subscription.this", "redrive_policy", "aws_sqs_queue.dlq.arn"),
    ("offer_subscription", "aws_sns_topic_subscription.this", "endpoint", "aws_sqs_queue.this[0].arn"),
    ("offer_subscription", "aws_sns_topic_subscription.this", "topic_arn", "var.topic_arn"),
]


@pytest.fixture(scope="module")
def calls(plan_of: PlanOf) -> dict[str, Any]:
    """The module calls of the root: name => call, as the plan's JSON has them."""
    modules: dict[str, Any] = plan_of("dev")["configuration"]["root_module"]["module_calls"]
    return modules


@pytest.mark.parametrize(("module", "argument", "reference"), CALLS)
def test_the_root_gives_a_module_what_belongs_there(
    module: str, argument: str, reference: str, calls: dict[str, Any]
) -> None:
    assert reference in calls[module]["expressions"][argument]["references"]


@pytest.mark.parametrize(("module", "address", "argument", "reference"), RESOURCES)
def test_a_resource_refers_to_the_right_other_one(
    module: str, address: str, argument: str, reference: str, calls: dict[str, Any]
) -> None:
    resource = resource_of(calls[module], address)

    assert reference in list(references(resource["expressions"][argument]))


def test_a_function_waits_for_its_permissions_and_its_log_group(calls: dict[str, Any]) -> None:
    function = resource_of(calls["recommender"], "aws_lambda_function.this")

    assert set(function["depends_on"]) == {"aws_cloudwatch_log_group.this", "aws_iam_role_policy.this"}


def test_a_schedule_begins_with_its_permission(calls: dict[str, Any]) -> None:
    target = resource_of(calls["watch_schedule"], "aws_cloudwatch_event_target.this")

    assert set(target["depends_on"]) == {"aws_lambda_permission.rule"}


def test_the_api_is_deployed_after_all_that_it_responds_with(calls: dict[str, Any]) -> None:
    deployment = resource_of(calls["storefront_api"], "aws_api_gateway_deployment.this")

    assert set(deployment["depends_on"]) == {
        "aws_api_gateway_gateway_response.this",
        "aws_api_gateway_integration.post",
        "aws_api_gateway_integration_response.options",
    }


def test_the_api_is_deployed_anew_when_a_response_changes(calls: dict[str, Any]) -> None:
    deployment = resource_of(calls["storefront_api"], "aws_api_gateway_deployment.this")

    assert set(references(deployment["expressions"]["triggers"])) >= {
        "aws_api_gateway_method.post.api_key_required",
        "aws_api_gateway_method.post.authorization",
        "aws_api_gateway_request_validator.body.validate_request_body",
        "aws_api_gateway_resource.recommend.path_part",
        "local.cors_origin_templates",
        "local.cors_preflight",
        "local.gateway_responses",
        "local.problem_headers",
        "local.request_shape",
        "var.function_invoke_arn",
    }


def test_the_stage_waits_for_the_group_of_its_logs(calls: dict[str, Any]) -> None:
    stage = resource_of(calls["storefront_api"], "aws_api_gateway_stage.this")

    assert set(stage["depends_on"]) == {"aws_cloudwatch_log_group.execution"}


def test_what_no_plan_shows_is_written_as_meant() -> None:
    api = MODULES / "storefront_api"

    assert '"${aws_api_gateway_rest_api.this.execution_arn}/*/POST/recommend"' in (api / "main.tf").read_text()
    assert "create_before_destroy = true" in (api / "stage.tf").read_text()


def test_every_arn_that_a_policy_names_is_of_a_planned_resource(plan_of: PlanOf) -> None:
    planned = planned_resources(plan_of("dev"))
    names = {
        str(resource["values"].get(attribute))
        for resource in planned.values()
        for attribute in ("name", "bucket", "function_name")
    }

    for address in (f"module.{name}.aws_iam_role_policy.this" for name in ("ingest", "recommender", "watch")):
        for statement in json.loads(planned[address]["values"]["policy"])["Statement"]:
            for resource in statement["Resource"]:
                assert resource == "*" or named(resource) in names, f"{statement['Sid']}: {resource}"


def test_the_recommender_may_query_exactly_the_indexes_of_the_catalogue(plan_of: PlanOf) -> None:
    planned = planned_resources(plan_of("dev"))
    policy = planned["module.recommender.aws_iam_role_policy.this"]["values"]["policy"]
    tables = [planned[f"module.{each}_table.aws_dynamodb_table.this"]["values"] for each in ("catalogue", "listings")]

    queried = [each["Resource"] for each in json.loads(policy)["Statement"] if "dynamodb:Query" in each["Action"]]

    assert {arn.partition(":table/")[2] for arns in queried for arn in arns} == {
        f"{table['name']}/index/{index['name']}" for table in tables for index in table["global_secondary_index"]
    }


def test_the_listings_are_where_the_recommender_looks_for_them(plan_of: PlanOf) -> None:
    planned = planned_resources(plan_of("dev"))
    (environment,) = planned["module.recommender.aws_lambda_function.this"]["values"]["environment"]
    catalogue = environment["variables"]["CATALOGUE_TABLE"]

    assert planned["module.listings_table.aws_dynamodb_table.this"]["values"]["name"] == f"{catalogue}{LISTINGS_SUFFIX}"


def test_only_actions_without_resource_level_permissions_are_granted_on_everything(plan_of: PlanOf) -> None:
    planned = planned_resources(plan_of("dev"))
    everywhere = {
        action
        for address, resource in planned.items()
        if address.endswith("aws_iam_role_policy.this")
        for statement in json.loads(resource["values"]["policy"])["Statement"]
        if "*" in statement["Resource"]
        for action in statement["Action"]
    }

    assert everywhere == {"dynamodb:ListStreams", "xray:PutTelemetryRecords", "xray:PutTraceSegments"}


def test_the_topic_takes_offers_from_the_recommenders_role_alone(plan_of: PlanOf) -> None:
    planned = planned_resources(plan_of("dev"))
    role = planned["module.recommender.aws_iam_role.this"]["values"]["name"]
    topic = planned["module.offers_topic.aws_sns_topic.this"]["values"]

    publishers = {
        next(iter(statement["Condition"].values())).get("aws:PrincipalArn")
        for statement in json.loads(topic["policy"])["Statement"]
        if "aws:PrincipalArn" in str(statement["Condition"])
    }

    assert publishers == {f"arn:aws:iam::111111111111:role/{role}"}


def named(arn: str) -> str:
    """Return the name of the table, bucket, topic or log group in an ARN of a policy."""
    found = re.match(r"(?:table/|log-group:)?(/aws/lambda/[\w-]+|[\w.-]+)", arn.split(":", 5)[5])
    assert found, arn
    return found[1]
