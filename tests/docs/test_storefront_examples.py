"""The curl and Python examples do what contracts/README.md says, also when a first answer is lost."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support import machine
from tests.support.checkout import Checkout, CommandError
from tests.support.docs.blocks import blocks, under
from tests.support.docs.storefront import (
    CURL,
    FAILS_ONCE,
    PAGE,
    PYTHON,
    README,
    events_of,
    interest_request,
    new_customer,
)
from tests.support.target import Target

pytestmark = pytest.mark.local_only

when_it_fails = pytest.mark.parametrize("when", ["before", "after"])


def test_no_example_is_left_unrun() -> None:
    assert {(block.heading, block.language) for block in blocks(README)} == {
        (CURL, "sh"),
        (PYTHON, "python"),
        (PAGE, "js"),
    }


@pytest.fixture
def customer() -> str:
    return new_customer()


@pytest.fixture
def curl(up: Checkout, tmp_path: Path, figures: Callable[[str, str], None]) -> Callable[[str], Any]:
    """Run the curl example for a customer and return the answer."""
    machine.program("curl", notice=figures)
    (example,) = under(README, CURL, "sh")
    assert "12345" in example

    def call(customer: str) -> Any:
        up.run_configured(f"set -e; cd '{tmp_path}'\n{example.replace('12345', customer)}")
        return json.loads((tmp_path / "answer.json").read_text())

    return call


def test_the_curl_example_records_one_event(curl: Callable[[str], Any], target: Target, customer: str) -> None:
    response = curl(customer)

    assert events_of(target, customer) == [response["event_id"]]


@when_it_fails
def test_the_curl_example_repeats_after_a_failure_and_leaves_one_event(
    curl: Callable[[str], Any], target: Target, customer: str, when: str
) -> None:
    with target.fault(**FAILS_ONCE, resource=target.environment["INTEREST_TABLE"], when=when):
        response = curl(customer)

    assert events_of(target, customer) == [response["event_id"]]


def test_the_curl_example_ends_with_an_error_when_it_is_refused(curl: Callable[[str], Any]) -> None:
    with pytest.raises(CommandError, match="error: 400"):
        curl("someone@example.com")


@pytest.fixture
def python(up: Checkout, tmp_path: Path) -> Callable[[dict[str, str]], str]:
    """Run the Python example, with a call of its function, and return what it prints."""
    (example,) = under(README, PYTHON, "python")
    script = tmp_path / "example.py"

    def call(members: dict[str, str]) -> str:
        script.write_text(f"{example}\nprint(json.dumps(record_preference(**{members!r})))\n")
        return up.run_configured(f"'{sys.executable}' '{script}'")

    return call


@when_it_fails
def test_the_python_example_repeats_after_a_failure_and_leaves_one_event(
    python: Callable[[dict[str, str]], str], target: Target, customer: str, when: str
) -> None:
    with target.fault(**FAILS_ONCE, resource=target.environment["INTEREST_TABLE"], when=when):
        response = json.loads(python(interest_request(customer)))

    assert events_of(target, customer) == [response["event_id"]]


def test_the_python_example_raises_what_is_refused(
    python: Callable[[dict[str, str]], str], target: Target, customer: str
) -> None:
    with pytest.raises(CommandError, match="HTTP Error 400"):
        python(interest_request(customer, interest=""))

    assert events_of(target, customer) == []
