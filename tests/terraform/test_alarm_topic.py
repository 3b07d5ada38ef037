"""Alarms of the account and Region may publish to the topic of alarms, and nobody else, whatever a role's policy says.

The policy is that of a case, which test_modules.py compares with the plan.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.support.permissions.evaluator import PATCHES, Call, allowed, patched
from tests.support.permissions.policies import Document, Kind, Policy

CASE = yaml.safe_load((Path(__file__).parent / "cases" / "alarm_topic" / "people.yaml").read_text())["values"]
ACCOUNT, NAME = "123456789012", "shop-prod-alarms"
TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:{NAME}"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/shop-prod-ingest"
OF_TOPIC = Policy("aws_sns_topic.this", Kind.RESOURCE, NAME, CASE["aws_sns_topic.this"]["policy"])
PUBLISH: Document = {"Sid": "Publish", "Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}
OF_ROLE = Policy("aws_iam_role_policy.this", Kind.IDENTITY, "shop-prod-ingest", {"Statement": [PUBLISH]})


@pytest.fixture(autouse=True)
def as_aws_decides() -> Iterator[None]:
    """Decide as the local stack does, with its patches."""
    with patched(*PATCHES):
        yield


def published(principal: str, account: str = ACCOUNT, source: str = "cloudwatch:eu-west-1:{}:alarm:shop") -> bool:
    """Return whether a principal may publish, for a source if it is a service."""
    arn = f"arn:aws:{source.format(account)}"
    context = {} if principal.startswith("arn:") else {"aws:sourceaccount": account, "aws:sourcearn": arn}
    return allowed(Call(principal, "sns:Publish", TOPIC, context), [OF_TOPIC, OF_ROLE])


def test_an_alarm_of_this_account_may_publish() -> None:
    assert published("cloudwatch.amazonaws.com")


def test_an_alarm_of_another_account_or_region_may_not() -> None:
    assert not published("cloudwatch.amazonaws.com", account="210987654321")
    assert not published("cloudwatch.amazonaws.com", source="cloudwatch:us-east-1:{}:alarm:shop")


def test_another_service_may_not() -> None:
    assert not published("s3.amazonaws.com", source="s3:::{}")
    assert not published("s3.amazonaws.com")


def test_a_role_may_not_that_is_allowed_to_publish_everywhere() -> None:
    assert not published(ROLE)
