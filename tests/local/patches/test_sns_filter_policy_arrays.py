"""A filter policy by the body looks at each object of an array."""

import json
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.filtered import let_through

pytestmark = pytest.mark.patch("sns_filter_policy_arrays")

TEA, KETTLE = {"category": "tea", "price": 4.5}, {"category": "kitchen", "price": 60}
CHEAP = {"numeric": ["<", 5]}
BODIES = {
    "tea and kettle": {"data": {"offers": [KETTLE, TEA]}},
    "kettle": {"data": {"offers": [KETTLE]}},
    "none": {"data": {"offers": []}},
    "no array": {"data": {"offers": TEA}},
}


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        ({"price": [CHEAP]}, ["tea and kettle", "no array"]),
        ({"category": ["kitchen"]}, ["tea and kettle", "kettle"]),
        ({"category": [{"prefix": "te"}], "price": [CHEAP]}, ["tea and kettle", "no array"]),
    ],
    ids=str,
)
def test_a_body_is_let_through_for_one_of_several_objects(
    stack: Stack, offers: dict[str, Any], expected: list[str]
) -> None:
    sent = [{"Message": json.dumps({"name": name, **body})} for name, body in BODIES.items()]

    arrived = let_through(stack, {"data": {"offers": offers}}, sent, FilterPolicyScope="MessageBody")

    assert [json.loads(body)["name"] for body in arrived] == expected


def test_what_is_asked_of_several_members_has_to_hold_of_one_object(stack: Stack) -> None:
    sent = [
        {"Message": json.dumps(body)}
        for body in ({"offers": [TEA, KETTLE]}, {"offers": [KETTLE, {**KETTLE, "price": 3}]})
    ]
    policy = {"offers": {"category": ["kitchen"], "price": [CHEAP]}}

    assert let_through(stack, policy, sent, FilterPolicyScope="MessageBody") == [sent[1]["Message"]]
