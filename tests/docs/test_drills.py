"""Each drill of docs/drills.md rings the alarms that it says, and ends, as the page stands."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import yaml

from tests.support import machine
from tests.support.checkout import ROOT, Checkout
from tests.support.docs.blocks import blocks, under
from tests.support.docs.running import on_the_stack_that_is_up, path_with_aws
from tests.support.target import Target

DOCUMENT = "docs/drills.md"
BEFORE, AFTERWARDS = "Before", "Afterwards"
# Heading, the column of alarms, the rest of the row.
ROW = re.compile(r"^\| \[([^]]+)\]\(#[^)]+\) \| ([^|]+) \| (.+)$", re.MULTILINE)
ALARMS = {
    heading: re.findall(r"`([\w-]+)`", alarms) for heading, alarms, _ in ROW.findall((ROOT / DOCUMENT).read_text())
}

pytestmark = pytest.mark.local_only


def test_every_drill_is_in_the_table() -> None:
    assert [*dict.fromkeys(block.heading for block in blocks(DOCUMENT))] == [BEFORE, *ALARMS, AFTERWARDS]


def test_every_panel_that_a_drill_names_is_on_its_dashboard() -> None:
    named = re.findall(
        r"(?:\| |\*)(business|pipeline): ([^|*,]+?)(?:,| \||\*)", " ".join((ROOT / DOCUMENT).read_text().split())
    )
    assert {name for name, _ in named} == {"business", "pipeline"}
    for dashboard, title in named:
        shown = yaml.safe_load((ROOT / "monitoring" / "dashboards" / f"{dashboard}.yaml").read_text())
        assert title in {panel["title"] for row in shown["rows"] for panel in row["panels"]}


@pytest.fixture
def as_before(up: Checkout, target: Target, figures: machine.Notice) -> Iterator[None]:
    """Find the stack as a reader does, and leave it with the pace and without the faults of a drill, whatever fails.

    Other tests leave offers in the queue, so the alarm on their age may ring already: what ends that drill ends it.
    """
    code = "".join(under(DOCUMENT, BEFORE, "sh") + under(DOCUMENT, "A consumer stops", "sh")[1:])
    up.run(on_the_stack_that_is_up(code), PATH=path_with_aws(figures))
    yield
    (afterwards,) = under(DOCUMENT, AFTERWARDS, "sh")
    up.run(afterwards, **target.environment)
    up.run('curl -s -X DELETE "$AWS_ENDPOINT_URL/_local/faults?id=drill"', **target.environment)


def states_since(target: Target, runbook: str, began: datetime) -> set[str]:
    """Return the states that alarms of a runbook went to since then."""
    pages = target.client("cloudwatch").get_paginator("describe_alarm_history")
    prefix = f"{target.environment['ALARM_PREFIX']}-{runbook}"
    return {
        json.loads(item["HistoryData"])["newState"]["stateValue"]
        for page in pages.paginate(HistoryItemType="StateUpdate", StartDate=began)
        for item in page["AlarmHistoryItems"]
        if item["AlarmName"].startswith(prefix)
    }


@pytest.mark.usefixtures("as_before")
@pytest.mark.parametrize("drill", ALARMS)
def test_a_drill_rings_its_alarms_and_ends(drill: str, up: Checkout, target: Target, figures: machine.Notice) -> None:
    began = datetime.now(UTC) - timedelta(seconds=1)
    code = "".join(under(DOCUMENT, BEFORE, "sh") + under(DOCUMENT, drill, "sh"))

    up.run(on_the_stack_that_is_up(code), PATH=path_with_aws(figures))

    assert {alarm for alarm in ALARMS[drill] if states_since(target, alarm, began) >= {"ALARM", "OK"}} == {
        *ALARMS[drill]
    }
