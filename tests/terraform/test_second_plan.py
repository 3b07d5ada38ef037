"""What was applied is what is planned: a second plan of every module, in every variant of its cases, changes nothing.

All cases are applied at once to a stack of their own, in an account where the functions and queues exist that they
name. A value that AWS reads back in another form than it was given, or takes apart, shows here.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from local.stack import Stack
from tests.support.docs.blocks import under
from tests.support.terraform.workspace import Terraform, make_workspace
from tests.terraform.test_modules import CASES, label
from tools.gateway_account import set_role

ACCOUNT = "123456789012"
PROVIDER = """
provider "aws" {{
  {alias}
  region                      = "eu-west-1"
  access_key                  = "{account}"
  secret_key                  = "unused"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
}}
"""
# The stack has no chat.
NOT_ON_THE_STACK = {"alarm_topic-slack"}
FUNCTIONS = (
    "app",
    "shop-dev-recommender",
    "shop-dev-watch",
    "shop-outlet-ingest",
    "shop-prod-ingest",
    "shop-prod-recommender",
)
LOG_GROUPS = ("/shop/access", "/shop/execution", "/shop/ingest", "/shop/recommender")

# The account that the README's example for other accounts is of, and the topic that it and a case are about.
CONSUMER = "333333333333"
TOPIC_OF_EXAMPLE = "arn:aws:sns:eu-west-1:222222222222:cxe-prod-offers"
SHARED_TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:shop-prod-shared-offers"

# The table's own stream, whose name holds the time at which it was made.
STREAM = '"arn:aws:dynamodb:eu-west-1:123456789012:table/Interests/stream/2026-11-22T00:00:00.000"'


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Applied"]:
    """All cases, applied. They go with the stack: to destroy them would show nothing."""
    with Stack() as stack:
        make_what_the_cases_name(stack)
        directory = make_workspace(tmp_path_factory.mktemp("second_plan"))
        for root_file in directory.glob("*.tf"):
            root_file.unlink()
        providers = {ACCOUNT: "", CONSUMER: 'alias = "consumer"'}
        written = [PROVIDER.format(account=account, alias=alias) for account, alias in providers.items()]
        (directory / "provider.tf").write_text("\n".join(written))
        (directory / "consumer.tf").write_text(call_of_another_account())
        for case in CASES:
            if label(case) not in NOT_ON_THE_STACK:
                (directory / f"{label(case)}.tf").write_text(call(case))
        terraform = Terraform(directory, AWS_ENDPOINT_URL=stack.endpoint)
        terraform.initialise()
        terraform.execute_command("apply", "-auto-approve", "-input=false", "-no-color", "-parallelism=30")
        yield Applied(terraform, stack)


@dataclass(frozen=True)
class Applied:
    """What all cases were applied with, and to."""

    terraform: Terraform
    stack: Stack


def call_of_another_account() -> str:
    """Return the README's example for the account of a consumer, for the topic of a case."""
    (example,) = under("terraform/README.md", "Consumers in other accounts", "hcl")
    assert TOPIC_OF_EXAMPLE in example
    assert f'"{CONSUMER}"' in example
    example = example.replace(TOPIC_OF_EXAMPLE, SHARED_TOPIC).rstrip().removesuffix("}")
    return f"{example}\nproviders = {{ aws = aws.consumer }}\ndepends_on = [module.offers_topic-shared]\n}}\n"


def call(case: Path) -> str:
    """Return the call of a module with the values of ``case``; a consumer subscribes once its topic is there."""
    values = case.read_text().replace(STREAM, "module.dynamodb_table-streamed.stream_arn")
    if case.parent.name == "offer_subscription":
        values += "\ndepends_on = [module.offers_topic-topic]"
    return f'module "{label(case)}" {{\nsource = "./modules/{case.parent.name}"\n{values}\n}}\n'


def make_what_the_cases_name(stack: Stack) -> None:
    """Make the functions, each with version 1 and its alias, and the queue that are somebody else's.

    The role by which API Gateway logs is the account's.
    """
    set_role(lambda service: client(stack, service), stack.region)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("app.py", "def handler(event, context): ...\n")
    functions = client(stack, "lambda")
    for name in FUNCTIONS:
        functions.create_function(
            FunctionName=name,
            Runtime="python3.13",
            Handler="app.handler",
            Role=f"arn:aws:iam::{ACCOUNT}:role/{name}",
            Code={"ZipFile": package.getvalue()},
            Publish=True,
        )
        functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    client(stack, "sqs").create_queue(QueueName="legacy")
    for group in LOG_GROUPS:
        client(stack, "logs").create_log_group(logGroupName=group)


def client(stack: Stack, service: str, account: str = ACCOUNT) -> Any:
    """Return a client of an account: by default, of the one that the cases are of."""
    return boto3.client(
        service,
        endpoint_url=stack.endpoint,
        region_name="eu-west-1",
        aws_access_key_id=account,
        aws_secret_access_key="unused",
    )


def test_a_second_plan_finds_nothing_to_change(applied: Applied) -> None:
    file = "second.plan"
    applied.terraform.execute_command("plan", "-input=false", "-no-color", "-lock=false", f"-out={file}")
    plan = json.loads(applied.terraform.execute_command("show", "-json", file).out)

    changes = {each["address"]: each["change"] for each in plan["resource_changes"]}
    assert len(changes) > len(CASES)
    assert {address: shown(change) for address, change in changes.items() if change["actions"] != ["no-op"]} == {}


def shown(change: dict[str, Any]) -> str:
    """Return what a change would do, with the attributes that it is about."""
    before, after = change["before"] or {}, change["after"] or {}
    names = [name for name in {*before, *after} if before.get(name) != after.get(name)]
    return f"{change['actions']}: {sorted(names)}"


def test_a_consumer_in_another_account_receives_what_is_published(applied: Applied) -> None:
    """That nobody else may subscribe: tests/local/patches/test_iam_subscription_keys.py."""
    client(applied.stack, "sns").publish(TopicArn=SHARED_TOPIC, Message="an offer")

    sqs = client(applied.stack, "sqs", CONSUMER)
    queue = sqs.get_queue_url(QueueName="offers")["QueueUrl"]
    assert [each["Body"] for each in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"]] == ["an offer"]


def test_an_alarm_notifies_whoever_is_subscribed_to_the_topic_of_alarms(applied: Applied) -> None:
    sqs, sns, cloudwatch = (client(applied.stack, service) for service in ("sqs", "sns", "cloudwatch"))
    pager, topic = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:pager", f"arn:aws:sns:eu-west-1:{ACCOUNT}:shop-prod-alarms"
    may_send = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": pager}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [may_send]})
    queue = sqs.create_queue(QueueName="pager", Attributes={"Policy": policy})["QueueUrl"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=pager)
    cloudwatch.put_metric_alarm(
        AlarmName="shop-test",
        AlarmActions=[topic],
        Namespace="Shop",
        MetricName="InsertError",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        ComparisonOperator="GreaterThanThreshold",
        Threshold=0,
    )

    cloudwatch.set_alarm_state(AlarmName="shop-test", StateValue="ALARM", StateReason="A drill.")

    (message,) = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"]
    assert json.loads(json.loads(message["Body"])["Message"])["NewStateValue"] == "ALARM"
