"""What the engineer who applies sees: no drift, a campaign that may be absent, nothing left behind."""

import json
from pathlib import Path

import pytest

from local.ports import port_is_open
from tests.support.checkout import Checkout
from tests.support.target import Target
from tools.journey import SAMPLE

pytestmark = pytest.mark.local_only

PLAN = "make plan ARGS=-detailed-exitcode"
APPLY = 'make apply ARGS="-auto-approve {}"'


def test_a_plan_after_the_apply_finds_nothing_to_change(up: Checkout, target: Target) -> None:
    up.run(PLAN, expect=0)


def test_without_campaign_and_tracing_what_is_popular_is_offered_and_nothing_is_recorded(
    up: Checkout, target: Target
) -> None:
    event_id = target.post(SAMPLE).body["event_id"]
    before = target.offers_for(event_id)[event_id][0]["data"]
    up.run(APPLY.format("-var=personalize_campaign_arn= '-var=tracing={enabled=false}'"))
    try:
        response = target.post(SAMPLE, **{"x-amzn-trace-id": "Sampled=1"}).body
        offer = target.offers_for(response["event_id"])[response["event_id"]][0]["data"]
        target.offers_for(target.post(SAMPLE).body["event_id"])  # so the functions have ended for the one before
        recorded = target.client("xray").batch_get_traces(TraceIds=[response["trace_id"]])["Traces"]
    finally:
        up.run(APPLY.format(""))

    assert recorded == []
    assert offer.keys() == before.keys()
    assert (before["strategy"], offer["strategy"]) == ("personalize", "popular")
    assert {item["category"] for item in offer["offers"]} == {"organic_food"}


def test_a_change_that_cannot_be_deployed_leaves_the_running_stack_alone(up: Checkout, target: Target) -> None:
    up.run("make up", expect=2, ARCH="unknown")

    assert target.post(SAMPLE).status == 202


def living_members(group: int) -> list[str]:
    """Return what runs in a process group; what ended and only waits to be collected (state Z) does not.

    Fields of the line: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    """
    lines = [stat.read_text() for stat in Path("/proc").glob("[0-9]*/stat")]
    fields = {line: line.rpartition(")")[2].split() for line in lines}
    return [line for line, (state, _, member_of, *_) in fields.items() if member_of == str(group) and state != "Z"]


@pytest.mark.last
def test_make_down_leaves_no_process_port_lock_or_file(up: Checkout, target: Target) -> None:
    saved = json.loads((up.path / ".local" / "stack.json").read_text())

    printed = up.run("make down")

    assert "destroy" in printed
    assert not port_is_open(saved["port"])
    assert living_members(saved["pid"]) == []
    assert [name for name in ("up", "env", "stack.json") if (up.path / ".local" / name).exists()] == []
    assert list(up.path.rglob(".*.lock.info")) == []
