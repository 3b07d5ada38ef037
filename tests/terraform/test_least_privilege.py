"""A function may do what its code calls, what Lambda does in its name, and nothing else: action by action and resource
by resource.

The calls are those that botocore's clients make while the functions, in this process, go every way there is against
AWS in memory. Which resource is meant tells the call; that there is a permission of that name somewhere is not enough.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import tftest

from tests.integration.conftest import (  # noqa: F401 - fixtures
    cloud,
    environment,
    faults,
    ingest,
    personalize,
    start_recommender,
    start_watch,
    watch,
)
from tests.support.fakes.events import event_id, interest_event, sample_event, stream_record
from tests.support.fakes.invocation import FakeContext
from tests.support.integration.calls import Permission
from tests.support.integration.cloud import CATALOGUE
from tests.support.permissions.document import short
from tests.support.permissions.policies import Kind, as_list, policies_of
from tests.support.terraform.workspace import ENVIRONMENTS, planned_resources

PlanOf = Callable[[str], tftest.TerraformPlanOutput]
Resources = dict[str, dict[str, Any]]

FAILURES, STREAM = "failures", "CustomerInterest/stream/*"
# AWS Lambda Developer Guide: "Execution role permissions" of DynamoDB streams, "S3 as an on-failure destination", and
# the managed policies AWSLambdaBasicExecutionRole and AWSXRayDaemonWriteAccess.
FOR_LAMBDA: dict[str, set[Permission]] = {
    function: {
        ("logs:CreateLogStream", f"/aws/lambda/{function}:*"),
        ("logs:PutLogEvents", f"/aws/lambda/{function}:*"),
        ("xray:PutTelemetryRecords", "*"),
        ("xray:PutTraceSegments", "*"),
    }
    for function in ("ingest", "recommender")
}
FOR_LAMBDA["watch"] = {
    ("logs:CreateLogStream", "/aws/lambda/watch:*"),
    ("logs:PutLogEvents", "/aws/lambda/watch:*"),
}
FOR_LAMBDA["recommender"] |= {
    ("dynamodb:DescribeStream", STREAM),
    ("dynamodb:GetRecords", STREAM),
    ("dynamodb:GetShardIterator", STREAM),
    ("dynamodb:ListStreams", "*"),
    ("s3:ListBucket", FAILURES),
    ("s3:PutObject", f"{FAILURES}/*"),
}
# dev and prod name no campaign before there is one.
CAMPAIGN = ("personalize:GetRecommendations", "campaign")


@pytest.fixture
def needed(request: pytest.FixtureRequest) -> dict[str, set[Permission]]:
    """Return what the calls of each function need, with names as they are but for the prefix."""
    made = request.getfixturevalue("faults")
    found = {}
    every_way = {"ingest": _all_of_ingest, "recommender": _all_of_the_recommender, "watch": _all_of_the_watch}
    for function, runs in every_way.items():
        made.needed.clear()
        runs(request.getfixturevalue)
        found[function] = {(action, _short(resource)) for action, resource in made.needed} | FOR_LAMBDA[function]
    return found


def _all_of_ingest(given: Callable[[str], Any]) -> None:
    assert given("ingest")(sample_event(), FakeContext())["statusCode"] == 202


def _all_of_the_recommender(given: Callable[[str], Any]) -> None:
    """Make offers by every rung of the ladder, alone and in a batch, withhold some, and count them."""
    campaign, start, store = (given(name) for name in ("personalize", "start_recommender", "cloud"))
    recommender = start(OFFERS_PER_CUSTOMER_PER_DAY="2")
    numbers = iter(range(100))

    def offer(*customers: str, **changes: str) -> None:
        events = [interest_event(event_id=event_id(next(numbers)), customer_id=each, **changes) for each in customers]
        records = [stream_record(event, str(number)) for number, event in enumerate(events)]
        assert recommender({"Records": records}, FakeContext()) == {"batchItemFailures": []}

    offer("1")  # personalized, published, remembered, marked as left
    offer("1", "2", "3")  # several at once
    offer("1")  # above the cap
    store.dynamodb.put_item(
        TableName="cxe-test-customers", Item={"customer_id": {"S": "4"}, "record": {"S": "do-not-contact"}}
    )
    offer("4")
    campaign.status = 500
    recommender = start(OFFERS_PER_CUSTOMER_PER_DAY="0")  # whose circuit is closed
    offer("1")  # the last good answer
    offer("5")  # popular
    for item in store.items(CATALOGUE):
        store.dynamodb.delete_item(TableName=CATALOGUE, Key={"item_id": item["item_id"]})
    offer("6")  # no offer


def _all_of_the_watch(given: Callable[[str], Any]) -> None:
    given("watch")({}, FakeContext())


@pytest.mark.parametrize("environment_name", ENVIRONMENTS)
def test_a_function_may_do_what_it_calls_and_no_more(
    environment_name: str, plan_of: PlanOf, needed: dict[str, set[Permission]]
) -> None:
    resources = planned_resources(plan_of(environment_name))
    optional = set() if environment_name == "local" else {CAMPAIGN}

    assert differences(resources, {function: pairs - optional for function, pairs in needed.items()}) == []


OFFERS_WRITES = ["dynamodb:PutItem", "dynamodb:UpdateItem"]
OFFERS_TABLE = "arn:aws:dynamodb:eu-west-1:000000000000:table/cxe-local-offers"
MISTAKES = {
    "an action too few": (
        ("KeepOffers", {"Action": OFFERS_WRITES}),
        ["recommender lacks dynamodb:BatchGetItem on offers"],
    ),
    "an action too many": (
        ("KeepOffers", {"Action": ["dynamodb:BatchGetItem", "dynamodb:DeleteItem", *OFFERS_WRITES]}),
        ["recommender does not need dynamodb:DeleteItem on offers"],
    ),
    "a resource too few": (
        ("FindPopularItems", {"Resource": [f"{OFFERS_TABLE.replace('offers', 'catalogue')}/index/by-category"]}),
        ["recommender lacks dynamodb:Query on catalogue/index/by-popularity"],
    ),
    "a resource too many": (
        (
            "KeepFailures",
            {"Resource": ["arn:aws:s3:::cxe-local-000000000000-eu-west-1-failures/*", "arn:aws:s3:::others/*"]},
        ),
        ["recommender does not need s3:PutObject on others/*"],
    ),
    "another resource": (
        ("ReadCatalogue", {"Resource": [OFFERS_TABLE]}),
        ["recommender lacks dynamodb:BatchGetItem on catalogue"],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_grant_too_few_or_too_many_is_seen(mistake: str, plan_of: PlanOf, needed: dict[str, set[Permission]]) -> None:
    (statement, change), seen = MISTAKES[mistake]
    resources = planned_resources(plan_of("local"))
    values = resources["module.recommender.aws_iam_role_policy.this"]["values"]
    document = json.loads(values["policy"])
    next(each for each in document["Statement"] if each["Sid"] == statement).update(change)
    values["policy"] = json.dumps(document)

    assert differences(resources, needed) == seen


def differences(resources: Resources, needed: dict[str, set[Permission]]) -> list[str]:
    """Return where planned roles and what is needed of them differ, one sentence for each."""
    found = granted(resources)
    roles = sorted(found.keys() | needed.keys())
    pairs = [(role, found.get(role, set()), needed.get(role, set())) for role in roles]
    return [
        f"{role} {verb} {action} on {resource}"
        for role, has, needs in pairs
        for verb, these in (("lacks", needs - has), ("does not need", has - needs))
        for action, resource in sorted(these)
    ]


def granted(resources: Resources) -> dict[str, set[Permission]]:
    """Return the pairs of action and resource that planned roles have, by the function they are of."""
    return {
        short(policy.holder): set(_pairs(policy.statements))
        for policy in policies_of(resources)
        if policy.kind is Kind.IDENTITY
    }


def _pairs(statements: list[dict[str, Any]]) -> Iterator[Permission]:
    for statement in statements:
        for action in as_list(statement["Action"]):
            yield from ((action, _short(resource)) for resource in as_list(statement["Resource"]))


def _short(resource: str) -> str:
    """Return what an ARN or a name says beside account, type and environment."""
    name = re.sub(r"^arn:aws:[^:]*:[^:]*:[^:]*:(table/|log-group:)?", "", resource)
    if name.startswith("campaign/"):
        return "campaign"
    return re.sub(r"\bcxe-(local|dev|prod|test)-(([0-9]{12}-)?[a-z]+-[a-z]+-[0-9]-(?=failures))?", "", name)
