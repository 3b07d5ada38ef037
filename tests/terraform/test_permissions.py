"""docs/permissions.md says all that is granted, and why; nothing can be taken from a policy without a call that tells.

The calls here are those that the document lists. That they are made, and that each matters, shows the applied stack
(tests/permissions).
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import tftest

from tests.support.permissions.document import documented, row_of
from tests.support.permissions.evaluator import PATCHES, Call, allowed, patched
from tests.support.permissions.policies import UNKNOWN, Kind, Policy, policies_of
from tests.support.permissions.proof import Grant, decided_otherwise, grants, to_be_refused, unused
from tests.support.permissions.removals import removals
from tests.support.terraform.workspace import ENVIRONMENTS, planned_resources

PlanOf = Callable[[str], tftest.TerraformPlanOutput]
Resources = dict[str, dict[str, Any]]

# What API Gateway tells Lambda of the method that calls, which a plan does not know yet.
METHOD = "arn:aws:execute-api:eu-west-1:{account}:a1b2c3/v1/POST/recommend"
# dev and prod name no campaign before there is one.
CAMPAIGN = "recommender may personalize:GetRecommendations on campaign/offers"


@pytest.fixture(params=ENVIRONMENTS)
def resources(request: pytest.FixtureRequest, plan_of: PlanOf) -> Resources:
    """The planned resources of each environment."""
    return planned_resources(plan_of(request.param))


@pytest.fixture(autouse=True)
def as_aws_decides() -> Iterator[None]:
    """Decide as the local stack does, with its patches."""
    with patched(*PATCHES):
        yield


def test_the_document_lists_what_is_granted(resources: Resources) -> None:
    granted = {str(row_of(grant)) for grant in grants(policies_of(resources))}
    listed = {str(row) for row in documented()}

    assert granted - listed == set()
    assert listed - granted <= {CAMPAIGN}


def test_every_removal_is_seen(resources: Resources, figures: Callable[[str, str], None]) -> None:
    policies = list(_planned(resources))
    good = list(_calls(policies, resources))
    bad = list(to_be_refused(policies, good))
    assert [str(call) for call in good if not allowed(call, policies)] == []
    assert [str(call) for call in bad if allowed(call, policies)] == []

    decided = [*((call, True) for call in good), *((call, False) for call in bad)]
    tried = [removal for policy in policies for removal in removals(policy)]
    unseen = [str(removal) for removal in tried if decided_otherwise(removal, policies, decided) is None]

    figures(
        f"removals from planned policies of {_account(resources)}", f"{len(tried) - len(unseen)} of {len(tried)} seen"
    )
    assert unseen == []


@pytest.mark.parametrize(
    ("element", "more", "complaint"),
    [
        ("Action", "dynamodb:DeleteItem", "dynamodb:DeleteItem on arn:aws:dynamodb:{}:table/cxe-{}-offers"),
        (
            "Resource",
            "arn:aws:dynamodb:eu-west-1:1:table/others",
            "dynamodb:BatchGetItem on arn:aws:dynamodb:eu-west-1:1:table/others",
        ),
    ],
    ids=["action", "resource"],
)
def test_what_no_call_uses_is_seen(element: str, more: str, complaint: str, plan_of: PlanOf) -> None:
    resources = planned_resources(plan_of("local"))
    used = list(_calls(list(_planned(resources)), resources))
    assert unused(_planned(resources), used) == []

    values = resources["module.recommender.aws_iam_role_policy.this"]["values"]
    document = json.loads(values["policy"])
    next(each for each in document["Statement"] if each["Sid"] == "KeepOffers")[element].append(more)
    values["policy"] = json.dumps(document)

    found = unused(_planned(resources), used)
    assert any(complaint.format("eu-west-1:000000000000", "local") in grant for grant in found), found


def _planned(resources: Resources) -> Iterator[Policy]:
    """Yield the planned policies, with what is known only later."""
    for policy in policies_of(resources):
        text = json.dumps(policy.document).replace(UNKNOWN, METHOD.format(account=_account(resources)))
        yield Policy(policy.address, policy.kind, policy.holder, json.loads(text))


def _calls(policies: list[Policy], resources: Resources) -> Iterator[Call]:
    """Yield a call for each row of the document that an environment has, under the names that it has there."""
    account = _account(resources)
    for grant in grants(policies):
        if row_of(grant) in documented():
            role = _role(grant, account)
            resource = grant.resource.replace("lambda:*:*", f"lambda:eu-west-1:{account}")
            yield Call(role or grant.principal, grant.action, resource, {} if role else _source(grant, resources))


def _role(grant: Grant, account: str) -> str | None:
    """Return the ARN of the role that a grant is for, if it is for one."""
    return f"arn:aws:iam::{account}:role/{grant.principal}" if grant.policy.kind is Kind.IDENTITY else None


def _source(grant: Grant, resources: Resources) -> dict[str, str]:
    """Return on whose behalf a service calls."""
    if grant.policy.kind is Kind.TRUST:
        return {}
    account = _account(resources)
    topic = resources["module.offers_topic.aws_sns_topic.this"]["values"]["name"]
    rule = resources["module.watch_schedule.aws_cloudwatch_event_rule.this"]["values"]["name"]
    arns = {
        "events.amazonaws.com": f"arn:aws:events:eu-west-1:{account}:rule/{rule}",
        "apigateway.amazonaws.com": METHOD.format(account=account),
        "sns.amazonaws.com": f"arn:aws:sns:eu-west-1:{account}:{topic}",
    }
    return {"aws:sourcearn": arns[grant.principal], "aws:sourceaccount": account}


def _account(resources: Resources) -> str:
    topic = json.loads(resources["module.offers_topic.aws_sns_topic.this"]["values"]["policy"])
    return str(topic["Statement"][0]["Resource"].split(":")[4])
