"""Every command and example of the README does what it says, on the stack that its own commands made."""

import json
import re
from collections.abc import Callable

import pytest

from tests.support import machine
from tests.support.checkout import ROOT, Checkout
from tests.support.docs.blocks import blocks, under
from tests.support.target import Target
from tools.journey import SAMPLE, receive_offers

README = "README.md"
TOP = "Real-time personalised customer experience engine"
ON_YOUR_MACHINE, ON_AWS = "On your machine", "On AWS"
POSTING, RECEIVING = "You post preferences", "You receive offers"


pytestmark = pytest.mark.local_only


def test_no_code_block_is_left_untested() -> None:
    tested = {(TOP, "sh"), (ON_YOUR_MACHINE, "sh"), (ON_AWS, "sh"), (POSTING, "sh"), (POSTING, "json")}
    tested |= {(RECEIVING, "python"), (RECEIVING, "hcl")}

    assert {(block.heading, block.language) for block in blocks(README)} == tested


def test_the_second_command_is_the_one_that_continuous_integration_runs() -> None:
    second = under(README, TOP, "sh")[0].splitlines()[1].split("#")[0].strip()

    assert second in (ROOT / ".ci" / "run").read_text()


def test_the_commands_for_your_machine_bring_it_up_and_plan_nothing(up: Checkout) -> None:
    bring_up, plan = under(README, ON_YOUR_MACHINE, "sh")

    assert bring_up == "make up\n"  # what the fixture ran
    assert "No changes." in up.run(plan)


def test_the_curl_example_is_answered_as_the_readme_shows(up: Checkout, figures: Callable[[str, str], None]) -> None:
    machine.program("curl", notice=figures)
    response = json.loads(up.run_configured(under(README, POSTING, "sh")[0]))
    shown = json.loads(under(README, POSTING, "json")[0])

    assert response.keys() == shown.keys()
    assert response["message"] == shown["message"]


def test_the_consumer_example_prints_the_offer(up: Checkout, target: Target) -> None:
    receive_all(target)
    event_id = target.post(SAMPLE).body["event_id"]
    example = up.path / "consumer.py"
    example.write_text(under(README, RECEIVING, "python")[0])

    printed = up.run_configured(".venv/bin/python consumer.py")

    lines = printed.splitlines()
    assert lines
    assert all(line.startswith(f"{event_id} personalize ") for line in lines)


def receive_all(target: Target) -> None:
    """Empty the consumer's queue of what earlier tests left there."""
    last = target.post({"customer_id": "last", "interest": "organic_food", "location": "Cape Town"}).body["event_id"]
    receive_offers(target.client("sqs"), target.environment["OFFERS_QUEUE_URL"], {last})


def test_the_subscription_example_is_a_valid_plan_with_one_more_queue(up: Checkout) -> None:
    (up.path / "terraform" / "example.tfvars").write_text(under(README, RECEIVING, "hcl")[0])

    printed = up.run("make plan ARGS=-var-file=example.tfvars")

    assert 'module.offer_subscription["capetown"]' in printed
    assert re.search(r"[1-9]\d* to add, \d+ to change, 0 to destroy", printed)
    changed = re.findall(r"# (\S+) will be updated in-place", printed)
    assert {address for address in changed if not address.startswith("module.monitoring.")} == set()
