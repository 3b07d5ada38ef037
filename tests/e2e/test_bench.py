"""What `make bench` measures of a stack can be measured: each way works, with its baseline, and leaves nothing."""

import pytest

from tests.support.performance.running_stack import measure_deployment
from tests.support.target import Target

pytestmark = pytest.mark.local_only


def test_each_way_is_measured_beside_its_baseline(target: Target) -> None:
    there = target.client("sns").list_topics()["Topics"]

    rows = measure_deployment(target.environment, rounds=2, posts=10)

    assert [row.name for row in rows] == [
        "POST answered, one client", "POST to consumer queue", "10 posts from 8 clients, all delivered",
    ]  # fmt: skip
    assert all(row.ratio > 0 for row in rows)
    assert target.client("sns").list_topics()["Topics"] == there
