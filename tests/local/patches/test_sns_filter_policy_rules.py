"""A filter policy with a rule that SNS does not know is refused."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.topics import create_queue, create_topic, subscribe

pytestmark = pytest.mark.patch("sns_filter_policy_rules")

REFUSED = [
    ({"starts-with": "x"}, "Unrecognized match type"),
    (["x"], "Match value must be"),
    ({"prefix": "a", "suffix": "b"}, "Match value must be"),
    ({"exists": "true"}, "must be either true or false"),
    *(
        ({"numeric": value}, "numeric match")
        for value in ([], [">"], [">", "1"], ["!=", 1], ["<", 1, ">", 0], [">", 5, "<", 5])
    ),
]
TAKEN = [
    "x",
    1,
    None,
    True,
    {"prefix": "x"},
    {"anything-but": ["x"]},
    {"numeric": [">", 0, "<=", 5]},
    {"exists": False},
]


@pytest.mark.parametrize(("rule", "said"), REFUSED, ids=[json.dumps(rule) for rule, _ in REFUSED])
def test_a_rule_that_is_none_is_refused_where_it_stands(stack: Stack, rule: Any, said: str) -> None:
    topic = create_topic(stack)
    _, queue = create_queue(stack, topic)
    for policy in ({"a": ["x", rule]}, {"a": {"b": [rule]}}, {"$or": [{"a": ["x"]}, {"b": [rule]}]}):
        with pytest.raises(ClientError, match=said):
            subscribe(stack, topic, queue, FilterPolicy=json.dumps(policy), FilterPolicyScope="MessageBody")
    subscribe(stack, topic, queue, FilterPolicy=json.dumps({"a": TAKEN}))
