"""FilterLogEvents finds what its pattern says."""

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.metrics import new_log_stream, put_log_events

pytestmark = pytest.mark.patch("logs_filter_patterns")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{ $.status >= 500 }", ['{"status": 503}']),
        ("ERROR", ["ERROR one"]),
        ("?WARN ?ERROR", ["ERROR one", "WARN two"]),
        ("[level = W*, text]", ["WARN two"]),
    ],
)
def test_events_are_found_by_json_terms_alternatives_and_fields(
    stack: Stack, pattern: str, expected: list[str]
) -> None:
    group, stream = new_log_stream(stack)
    put_log_events(stack, (group, stream), {"status": 503}, {"status": 200}, "ERROR one", "WARN two", "an error")
    found = stack.client("logs").filter_log_events(logGroupName=group, filterPattern=pattern)["events"]
    assert [event["message"] for event in found] == expected


def test_a_pattern_that_is_none_is_refused(stack: Stack) -> None:
    group, _stream = new_log_stream(stack)
    with pytest.raises(ClientError, match="InvalidParameterException"):
        stack.client("logs").filter_log_events(logGroupName=group, filterPattern="{ $.status = ")
