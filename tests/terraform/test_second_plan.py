"""What was applied is what is planned: a second plan of every module, in every variant of its cases, changes nothing.

All cases are applied at once to a stack of their own, in an account where the functions and queues exist that they
name. A value that AWS reads back in another form than it was given, or takes apart, shows here.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from local.stack import Stack
from tests.terraform.test_modules import CASES, label
from tests.terraform.workspace import Terraform, make_workspace

ACCOUNT = "123456789012"
PROVIDER = f"""
provider "aws" {{
  region                      = "eu-west-1"
  access_key                  = "{ACCOUNT}"
  secret_key                  = "unused"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
}}
"""
FUNCTIONS = ("app", "shop-dev-recommender", "shop-outlet-ingest", "shop-prod-ingest", "shop-prod-recommender")

# The table's own stream, whose name holds the time at which it was made.
STREAM = '"arn:aws:dynamodb:eu-west-1:123456789012:table/Interests/stream/2026-11-22T00:00:00.000"'


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terraform]:
    """All cases, applied. They go with the stack: to destroy them would show nothing."""
    with Stack() as stack:
        make_what_the_cases_name(stack)
        directory = make_workspace(tmp_path_factory.mktemp("second_plan"))
        for root_file in directory.glob("*.tf"):
            root_file.unlink()
        (directory / "provider.tf").write_text(PROVIDER)
        for case in CASES:
            (directory / f"{label(case)}.tf").write_text(call(case))
        terraform = Terraform(directory, AWS_ENDPOINT_URL=stack.endpoint)
        terraform.initialise()
        terraform.execute_command("apply", "-auto-approve", "-input=false", "-no-color", "-parallelism=30")
        yield terraform


def call(case: Path) -> str:
    """Return the call of a module with the values of ``case``; a consumer subscribes once its topic is there."""
    values = case.read_text().replace(STREAM, "module.interest_table-protected.stream_arn")
    if case.parent.name == "offer_subscription":
        values += "\ndepends_on = [module.offers_topic-topic]"
    return f'module "{label(case)}" {{\nsource = "./modules/{case.parent.name}"\n{values}\n}}\n'


def make_what_the_cases_name(stack: Stack) -> None:
    """Make the functions, each with version 1 and its alias, and the queue that are somebody else's."""
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


def client(stack: Stack, service: str) -> Any:
    """Return a client of the account that the cases are of."""
    return boto3.client(
        service,
        endpoint_url=stack.endpoint,
        region_name="eu-west-1",
        aws_access_key_id=ACCOUNT,
        aws_secret_access_key="unused",
    )


def test_a_second_plan_finds_nothing_to_change(applied: Terraform) -> None:
    file = "second.plan"
    applied.execute_command("plan", "-input=false", "-no-color", "-lock=false", f"-out={file}")
    plan = json.loads(applied.execute_command("show", "-json", file).out)

    changes = {each["address"]: each["change"] for each in plan["resource_changes"]}
    assert len(changes) > len(CASES)
    assert {address: shown(change) for address, change in changes.items() if change["actions"] != ["no-op"]} == {}


def shown(change: dict[str, Any]) -> str:
    """Return what a change would do, with the attributes that it is about."""
    before, after = change["before"] or {}, change["after"] or {}
    names = [name for name in {*before, *after} if before.get(name) != after.get(name)]
    return f"{change['actions']}: {sorted(names)}"
