"""Every permission of the functions' roles is taken away on the running stack: IAM refuses, and it shows outside."""

import json
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from tests.support.checkout import Checkout
from tests.support.denials import expect_denials
from tests.support.permissions import effects
from tests.support.permissions.document import row_of
from tests.support.permissions.effects import EFFECTS, UNSEEN, Permission
from tests.support.permissions.pipeline import WITHIN_SECONDS, Pipeline, now
from tests.support.permissions.policies import Kind, Policy
from tests.support.permissions.proof import Grant, grants
from tests.support.permissions.roles import without
from tests.support.soak.storefront import trace_header
from tests.support.target import eventually
from tools.command import FAILED
from tools.journey import SAMPLE

pytestmark = pytest.mark.local_only


@pytest.fixture(scope="module")
def of_roles(policies: list[Policy]) -> dict[Permission, Grant]:
    """What the roles of functions may do, as the document puts it."""
    found = [grant for grant in grants(policies) if grant.policy.kind is Kind.IDENTITY]
    return {(row.principal, row.action, row.resource): grant for grant in found for row in [row_of(grant)]}


def test_every_permission_of_a_role_is_taken_away(
    of_roles: dict[Permission, Grant], figures: Callable[..., None]
) -> None:
    figures("permissions of roles taken away on the running stack", f"{len(EFFECTS)} of {len(of_roles)}")

    assert {*EFFECTS, *UNSEEN} == of_roles.keys()


@pytest.mark.parametrize("permission", EFFECTS, ids=" ".join)
def test_a_permission_that_is_taken_away_is_missed(
    permission: Permission, exercised: Pipeline, of_roles: dict[Permission, Grant]
) -> None:
    grant = of_roles[permission]
    with without(exercised.target, grant):
        EFFECTS[permission](exercised)
        exercised.is_refused(grant.action, grant.resource, grant.policy.holder)


def test_nothing_is_lost_once_the_permissions_are_back(exercised: Pipeline, up: Checkout) -> None:
    given_up = exercised.failures.event_ids() - exercised.poisoner.event_ids
    assert effects.waiting
    assert effects.lost
    assert given_up

    exercised.poisoner.take_away()
    up.run_configured(".venv/bin/python -m tools.redrive", FAILED)
    up.run_configured(".venv/bin/python -m tools.reconcile --settle 0")

    assert exercised.consumer.has(*effects.waiting, *effects.lost, *given_up, within=WITHIN_SECONDS)


def test_the_functions_write_logs_and_traces_again(exercised: Pipeline) -> None:
    began = now()
    assert exercised.measured()
    response = exercised.target.post(SAMPLE, **{"X-Amzn-Trace-Id": trace_header(sampled=True)})

    eventually(
        lambda: exercised.trace_of(response.body["trace_id"]),
        lambda trace: "record preference" in trace and "GetRecommendations" in trace,
        "both are in the trace",
    )
    for function in ("ingest", "recommender", "watch"):
        eventually(lambda name=function: exercised.log_since(name, began), bool, f"{function} writes its log")


def test_nobody_else_may_publish(exercised: Pipeline) -> None:
    with pytest.raises(ClientError, match="AuthorizationError"):
        exercised.target.client("sns").publish(TopicArn=exercised.target.environment["OFFERS_TOPIC_ARN"], Message="no")


def test_a_function_that_the_gateway_may_not_invoke_is_not_reached(exercised: Pipeline) -> None:
    client, name = exercised.target.client("lambda"), exercised.function("ingest")
    of_alias = {"FunctionName": name, "Qualifier": "live"}
    (statement,) = json.loads(client.get_policy(**of_alias)["Policy"])["Statement"]
    expect_denials("apigateway.amazonaws.com", "lambda:InvokeFunction")
    client.remove_permission(**of_alias, StatementId=statement["Sid"])
    try:
        status = exercised.target.post({"customer_id": "1", "interest": "tea", "location": "Paris"}).status
    finally:
        client.add_permission(
            **of_alias,
            StatementId=statement["Sid"],
            Action=statement["Action"],
            Principal=statement["Principal"]["Service"],
            SourceArn=statement["Condition"]["ArnLike"]["AWS:SourceArn"],
        )
    assert status == 500
    exercised.offered(exercised.post())
