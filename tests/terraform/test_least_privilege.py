"""A function may do what its code calls, what Lambda does in its name, and nothing else."""

import json
import re
from collections.abc import Callable

import pytest
import tftest

from tests.terraform.workspace import ROOT, planned_resources

PlanOf = Callable[[str], tftest.TerraformPlanOutput]

# A call of a client in an adapter, and the service of the client's type.
CALL = re.compile(r"self\._client\.([a-z_]+)\(")
SERVICES = {
    "batch_get_item": "dynamodb",
    "get_item": "dynamodb",
    "get_recommendations": "personalize",
    "publish": "sns",
    "put_item": "dynamodb",
    "query": "dynamodb",
    "update_item": "dynamodb",
}
# Operations without an action of their own, and the one that IAM checks: Amazon SNS developer guide, "API permissions".
CHECKED_AS = {"publish_batch": "publish"}

# AWS Lambda Developer Guide: "Execution role permissions" of DynamoDB Streams, "S3 as an on-failure destination", and
# the managed policies AWSLambdaBasicExecutionRole and AWSXRayDaemonWriteAccess.
OWN = {"logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTelemetryRecords", "xray:PutTraceSegments"}
STREAM = {
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "s3:ListBucket",
    "s3:PutObject",
}


@pytest.mark.parametrize(("function", "by_lambda"), [("ingest", OWN), ("recommender", OWN | STREAM)])
def test_a_function_may_do_what_it_calls_and_no_more(function: str, by_lambda: set[str], plan_of: PlanOf) -> None:
    policy = planned_resources(plan_of("local"))[f"module.{function}.aws_iam_role_policy.this"]["values"]["policy"]
    granted = {action for statement in json.loads(policy)["Statement"] for action in statement["Action"]}
    called = {
        f"{SERVICES[operation]}:{operation.title().replace('_', '')}"
        for path in (ROOT / "functions" / function).glob("*.py")
        for called_operation in CALL.findall(path.read_text())
        for operation in [CHECKED_AS.get(called_operation, called_operation)]
    }

    assert called
    assert granted == called | by_lambda
