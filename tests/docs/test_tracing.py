"""What docs/tracing.md tells to do leads to what it shows."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.generated import contract
from tests.support.checkout import ROOT, Checkout
from tests.support.docs.blocks import blocks, under
from tests.support.target import Target
from tools import trace_tree
from tools.journey import SAMPLE

DOCUMENT = "docs/tracing.md"
TOP, SEARCH, CONSUMER = "Tracing", "Search", "Continue a trace as a consumer"

pytestmark = pytest.mark.local_only


@pytest.fixture
def posted(target: Target) -> tuple[str, str]:
    """The event id and the trace id of a post whose offer waits in the consumer's queue."""
    target.offers_for(target.post(SAMPLE).body["event_id"])  # from here on the functions are warm, the queue empty
    response = target.post(SAMPLE).body
    names = {target.outputs["recommender_function_name"]}
    target.trace(response["trace_id"], names)
    return response["event_id"], response["trace_id"]


@pytest.fixture
def run(up: Checkout) -> Callable[[str], str]:
    """Run a Python example of the document with the settings of the stack, and return what it prints."""

    def run(code: str) -> str:
        example = up.path / "example.py"
        example.write_text(code)
        return up.run_configured(".venv/bin/python example.py")

    return run


def test_no_example_is_left_unrun() -> None:
    assert {(block.heading, block.language) for block in blocks(DOCUMENT)} == {
        (TOP, "sh"),
        (TOP, "text"),
        (SEARCH, "python"),
        (CONSUMER, "python"),
    }


def test_the_command_shows_the_way_of_an_event_as_the_document_does(
    up: Checkout, posted: tuple[str, str], run: Callable[[str], str], target: Target
) -> None:
    event_id, trace_id = posted
    run(under(DOCUMENT, CONSUMER, "python")[0])
    target.trace(trace_id, {"push-notifications"})
    (command,), (shown,) = under(DOCUMENT, TOP, "sh"), under(DOCUMENT, TOP, "text")

    printed = up.run(re.sub(r"(?<=EVENT=)\S+", event_id, command))

    assert steps(printed) == steps(shown)


def steps(tree: str) -> list[str]:
    """Return the rows of a printed trace without ids and times, which differ from run to run."""
    rows = [re.sub(r" +\+?\d+ ms", "", line).rstrip() for line in tree.splitlines() if " ms" in line]
    return [re.sub(r" {2,}", "  ", row) for row in rows]


def test_the_search_finds_the_trace_of_the_event(posted: tuple[str, str], run: Callable[[str], str]) -> None:
    _, trace_id = posted
    assert trace_id in run(under(DOCUMENT, SEARCH, "python")[0])


def test_the_consumers_receipt_is_in_the_trace_of_the_request(
    posted: tuple[str, str], run: Callable[[str], str], target: Target
) -> None:
    event_id, trace_id = posted

    printed = run(under(DOCUMENT, CONSUMER, "python")[0])

    assert f"{event_id} {trace_id}" in printed.splitlines()
    documents = target.trace(trace_id, {"push-notifications"})
    assert len(trace_tree.build(documents)) == 1


def test_every_filter_expression_of_the_table_is_one_that_x_ray_takes(target: Target) -> None:
    table = (ROOT / DOCUMENT).read_text().split("| traces | filter expression |")[1].split("\n\n")[0]
    expressions = re.findall(r"`([^`]+)`", table)

    assert len(expressions) > 8
    for expression in expressions:
        here = expression.replace("cxe-dev", "cxe-local")  # whose groups exist on the stack
        target.client("xray").get_trace_summaries(StartTime=0, EndTime=60, FilterExpression=here)


def test_the_strategies_that_it_searches_for_exist() -> None:
    known = {value for name, value in vars(contract).items() if name.startswith("STRATEGY_")}
    searched = re.findall(r'annotation\.strategy = "([^"]+)"', Path(ROOT / DOCUMENT).read_text())
    assert set(searched) <= known
