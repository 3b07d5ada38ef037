"""What IAM decided is kept once, whoever asks how often, and can be read back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from local.iam import authorization
from local.iam.authorization import role_of
from local.iam.decisions import ALLOW, FILE_NAME, IMPLICIT_DENY, Decision, Decisions, read

ROLE = "arn:aws:iam::000000000000:role/recommender"
TABLE = "arn:aws:dynamodb:eu-west-1:000000000000:table/offers"
ALLOWED = Decision(ROLE, "dynamodb:PutItem", TABLE, {"aws:securetransport": "true"}, ALLOW, None, allowed=True)
REFUSED = replace(ALLOWED, identity=IMPLICIT_DENY, allowed=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE_NAME


def test_decisions_are_read_back_in_their_order(path: Path) -> None:
    of_service = Decision("sns.amazonaws.com", "sqs:SendMessage", "*", {}, None, ALLOW, allowed=True)
    decisions = Decisions(path)
    for each in (REFUSED, ALLOWED, of_service):
        decisions.note(each)
    assert list(read(path)) == [REFUSED, ALLOWED, of_service]


def test_the_same_decision_is_kept_once_and_any_other_as_well(path: Path) -> None:
    decisions = Decisions(path)
    others = [replace(ALLOWED, resource="*"), replace(ALLOWED, context={}), REFUSED]
    for each in (ALLOWED, *others, ALLOWED, *others):
        decisions.note(each)
    assert list(read(path)) == [ALLOWED, *others]


def test_threads_that_note_at_once_write_whole_lines_and_each_once(path: Path) -> None:
    decisions = Decisions(path)
    made = [replace(ALLOWED, resource=f"{TABLE}-{number}") for number in range(50)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(decisions.note, made * 8))
    found = list(read(path))
    assert len(found) == len(made)
    assert {each.resource for each in found} == {each.resource for each in made}


def test_without_a_file_nothing_is_kept() -> None:
    decisions = Decisions()
    decisions.note(ALLOWED)
    assert decisions._seen == set()


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::000000000000:root",
        ROLE,
        "arn:aws:iam::000000000000:user/someone",
        "arn:aws:sts::000000000000:federated-user/someone",
        "arn:aws:sts::000000000000:assumed-role/nobody-has-it/session",
        "sns.amazonaws.com",
        "*",
    ],
)
def test_what_is_no_session_of_a_known_role_stays_as_it_is(arn: str) -> None:
    assert role_of(arn) == arn


def test_where_iam_is_not_enforced_every_role_may_do_everything(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authorization, "decisions", Decisions(path))
    assert not authorization.is_enforced()
    assert authorization.role_may(ROLE, "dynamodb:PutItem", TABLE)
    assert not path.exists()
