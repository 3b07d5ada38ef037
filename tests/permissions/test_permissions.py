"""What was granted was used, and every part of every policy is there for a call that was made on the applied stack."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.permissions.document import documented, row_of
from tests.support.permissions.evaluator import PATCHES, Call, allowed, guards, patched
from tests.support.permissions.pipeline import Pipeline
from tests.support.permissions.policies import Kind, Policy
from tests.support.permissions.proof import decided_otherwise, grants, to_be_refused, unused
from tests.support.permissions.removals import removals

pytestmark = pytest.mark.local_only


@pytest.fixture(autouse=True)
def as_aws_decides() -> Iterator[None]:
    """Decide as the local stack does, with its patches."""
    with patched(*PATCHES):
        yield


@pytest.fixture(scope="module")
def made(exercised: Pipeline, policies: list[Policy], applied: dict[str, dict[str, Any]]) -> list[Call]:
    """Every different call that IAM allowed to functions' roles and to what the policies guard, in all tests so far.

    Tests also made topics, queues and functions of their own.
    """
    roles = {policy.holder for policy in policies if policy.kind is Kind.IDENTITY}
    recorded = [
        Call(each.principal, each.action, each.resource, each.context) for each in exercised.decisions() if each.allowed
    ]
    ours = [
        call
        for call in recorded
        if call.role in roles or (call.by_service and any(guards(policy, call) for policy in policies))
    ]
    return [*ours, *_never_seen(applied)]


def _never_seen(applied: dict[str, dict[str, Any]]) -> Iterator[Call]:
    """Yield what AWS does with roles and the local stack does not: see local/README.md, "What is not enforced".

    Lambda assumes the role of each function.
    """
    for resource in applied.values():
        if resource["type"] == "aws_lambda_function":
            yield Call("lambda.amazonaws.com", "sts:AssumeRole", resource["values"]["role"])


def test_all_that_is_granted_was_used(made: list[Call], policies: list[Policy], figures: Callable[..., None]) -> None:
    pairs = list(grants(policies))
    idle = unused(policies, made)

    figures("pairs of action and resource that were used", f"{len(pairs) - len(idle)} of {len(pairs)}")
    assert idle == []


def test_the_document_lists_what_was_used(made: list[Call], policies: list[Policy]) -> None:
    used = {row_of(grant) for grant in grants(policies) if any(grant.covers(call) for call in made)}

    assert {str(row) for row in used ^ documented()} == set()


def test_every_removal_would_have_been_seen(
    made: list[Call], policies: list[Policy], figures: Callable[..., None]
) -> None:
    refused = list(to_be_refused(policies, made))
    assert [str(call) for call in made if not allowed(call, policies)] == []
    assert [str(call) for call in refused if allowed(call, policies)] == []

    decided = [*((call, True) for call in made), *((call, False) for call in refused)]
    tried = [removal for policy in policies for removal in removals(policy)]
    unseen = [str(removal) for removal in tried if decided_otherwise(removal, policies, decided) is None]

    figures("removals from applied policies", f"{len(tried) - len(unseen)} of {len(tried)} seen")
    assert unseen == []
