"""What a missing permission does: no offer leaves, somebody is told, and the offer comes once it is given back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.denials import expect_denials
from tests.support.e2e.metrics import counted
from tests.support.target import Target, eventually
from tools.journey import SAMPLE

pytestmark = pytest.mark.local_only


@contextmanager
def taken_away(target: Target, action: str, table: str) -> Iterator[None]:
    """Take an action on a table from the recommender's role for the length of the block."""
    iam, name = target.client("iam"), target.outputs["recommender_function_name"]
    role = target.client("lambda").get_function_configuration(FunctionName=name)["Role"].rpartition("/")[2]
    (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    place = {"RoleName": role, "PolicyName": policy}
    document = iam.get_role_policy(**place)["PolicyDocument"]
    statements = [
        {**each, "Resource": resource, "Action": [name for name in _list(each["Action"]) if name != action]}
        if resource.endswith(f":table/{table}")
        else {**each, "Resource": resource}
        for each in document["Statement"]
        for resource in _list(each["Resource"])
    ]
    reduced = {**document, "Statement": [each for each in statements if each["Action"]]}
    expect_denials(role, action, f"*:table/{table}")
    iam.put_role_policy(**place, PolicyDocument=json.dumps(reduced))
    try:
        yield
    finally:
        iam.put_role_policy(**place, PolicyDocument=json.dumps(document))


def _list(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def test_an_offer_waits_for_a_permission_that_is_missing_and_a_metric_with_an_alarm_says_so(target: Target) -> None:
    offers, since = target.environment["OFFERS_TABLE"], datetime.now(UTC) - timedelta(minutes=5)
    before = counted(target, "OfferError", "recommender", since)
    with taken_away(target, "dynamodb:BatchGetItem", offers):
        event_id = target.post(SAMPLE).body["event_id"]
        errors = "the failures are not counted"
        eventually(lambda: counted(target, "OfferError", "recommender", since), lambda count: count > before, errors)
        key = {"event_id": {"S": event_id}}
        response = target.client("dynamodb").get_item(TableName=offers, Key=key, ConsistentRead=True)
        assert "Item" not in response, "an offer was made"

    assert "recommender-OfferError" in target.outputs["alarm_names"]
    assert len(target.offers_for(event_id)[event_id]) == 1
