"""A refusal on the applied stack is found once, unless a test has asked for it."""

from dataclasses import replace
from pathlib import Path

import pytest

from local.iam.decisions import ALLOW, IMPLICIT_DENY, Decision, Decisions
from tests.support import denials
from tests.support.checkout import Checkout

TABLE = "arn:aws:dynamodb:eu-west-1:000000000000:table/offers"
ROLE = "arn:aws:iam::000000000000:role/recommender"
REFUSED = Decision(ROLE, "dynamodb:PutItem", TABLE, {}, IMPLICIT_DENY, None, allowed=False)
SAID = f"{ROLE} may not dynamodb:PutItem on {TABLE}"


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_expected", "_watched"):
        monkeypatch.setattr(denials, name, [])
    monkeypatch.setattr(denials, "_reported", set())


@pytest.fixture
def decisions(tmp_path: Path) -> Decisions:
    path = tmp_path / denials.DECISIONS
    path.parent.mkdir(parents=True)
    return Decisions(path)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_a_refusal_is_said_once(decisions: Decisions, checkout: Checkout) -> None:
    denials.watch(checkout)
    decisions.note(REFUSED)
    decisions.note(replace(REFUSED, context={"dynamodb:select": "ALL"}))
    assert denials.unexpected() == [SAID]
    assert denials.unexpected() == []


def test_what_is_allowed_is_no_refusal_whatever_the_policies_say(decisions: Decisions, checkout: Checkout) -> None:
    denials.watch(checkout)
    decisions.note(replace(REFUSED, by_resource=ALLOW, allowed=True))
    assert denials.unexpected() == []


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (("recommender", "dynamodb:PutItem"), []),
        (("recommender", "dynamodb:PutItem", "*:table/offers"), []),
        (("recommender", "dynamodb:PutItem", "*:table/customers"), [SAID]),
        (("recommender", "dynamodb:GetItem"), [SAID]),
        (("ingest", "dynamodb:PutItem"), [SAID]),
        (("commender", "dynamodb:PutItem"), [SAID]),
    ],
)
def test_a_refusal_that_a_test_asked_for_is_passed_over(
    decisions: Decisions, checkout: Checkout, expected: tuple[str, ...], found: list[str]
) -> None:
    denials.watch(checkout)
    denials.expect_denials(*expected)
    decisions.note(REFUSED)
    assert denials.unexpected() == found


def test_a_service_is_named_by_its_principal(decisions: Decisions, checkout: Checkout) -> None:
    denials.watch(checkout)
    denials.expect_denials("sns.amazonaws.com", "sqs:SendMessage")
    decisions.note(Decision("sns.amazonaws.com", "sqs:SendMessage", "*", {}, None, IMPLICIT_DENY, allowed=False))
    assert denials.unexpected() == []


def test_what_was_refused_before_anybody_looked_is_left_alone(decisions: Decisions, checkout: Checkout) -> None:
    decisions.note(REFUSED)
    denials.watch(checkout)
    assert denials.unexpected() == []


def test_a_stack_that_is_gone_refuses_nothing(checkout: Checkout) -> None:
    denials.watch(checkout)
    assert denials.unexpected() == []
