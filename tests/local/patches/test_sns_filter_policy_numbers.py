"""A filter policy compares numbers with numbers, and not with texts that look like one."""

import json
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.filtered import let_through

pytestmark = pytest.mark.patch("sns_filter_policy_numbers")

ABOVE, EQUAL = [{"numeric": [">", 100]}], [150]
TYPES = {"String": "150", "Number": "150", "String.Array": '["150"]', "Number.Array": "[150]"}


@pytest.mark.parametrize("rules", [ABOVE, EQUAL], ids=str)
def test_an_attribute_is_a_number_by_its_type(stack: Stack, rules: list[Any]) -> None:
    sent = [
        {"Message": kind, "MessageAttributes": {"price": {"DataType": kind, "StringValue": text}}}
        for kind, text in TYPES.items()
    ]

    assert let_through(stack, {"price": rules}, sent) == ["Number", "Number.Array"]


@pytest.mark.parametrize("rules", [ABOVE, EQUAL], ids=str)
def test_a_member_of_the_body_is_a_number_by_being_one(stack: Stack, rules: list[Any]) -> None:
    sent = [{"Message": json.dumps({"price": price})} for price in ("150", 150, True)]

    assert let_through(stack, {"price": rules}, sent, FilterPolicyScope="MessageBody") == ['{"price": 150}']
