"""Each API client has a key and limits of its own, and what happens to one is nothing to the others."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.e2e.deployments import plan_with_key
from tests.support.e2e.wire import checked, send
from tests.support.target import Target, eventually
from tools.journey import SAMPLE, Response

UNLIMITED = {"rateLimit": 1000.0, "burstLimit": 1000}


def post(target: Target, key: str, *headers: tuple[str, str], customer: str = SAMPLE["customer_id"]) -> Response:
    """Post the sample with an API key, and return an answer of the contract."""
    body = json.dumps({**SAMPLE, "customer_id": customer}).encode()
    return checked(send(target, body, [("Content-Type", "application/json"), *headers], api_key=key))


@contextmanager
def key_without_plan(target: Target) -> Iterator[str]:
    """Yield the value of a key that no plan of the deployment knows, and remove it."""
    gateway = target.client("apigateway")
    key = gateway.create_api_key(name=f"test-{uuid.uuid4().hex}", enabled=True)
    try:
        yield key["value"]
    finally:
        gateway.delete_api_key(apiKey=key["id"])


def id_of(target: Target, value: str) -> str:
    """Return the id of an API key."""
    pages = target.client("apigateway").get_paginator("get_api_keys").paginate(includeValues=True)
    return next(str(key["id"]) for page in pages for key in page["items"] if key["value"] == value)


def callers(target: Target, request_ids: set[str]) -> dict[str, str]:
    """Return who the access log says made which request: request id => id of the API key."""
    pattern = " || ".join(f'($.request_id = "{request_id}")' for request_id in request_ids)
    pages = target.client("logs").get_paginator("filter_log_events")
    found = pages.paginate(
        logGroupName=target.outputs["log_group_names"]["api_access"], filterPattern=f"{{ {pattern} }}"
    )
    lines = [json.loads(event["message"]) for page in found for event in page["events"]]
    return {line["request_id"]: line["api_key_id"] for line in lines}


def test_every_client_has_a_key_of_its_own_and_examples_use_the_storefronts(target: Target) -> None:
    keys, ids = target.outputs["api_keys"], target.outputs["api_key_ids"]

    assert keys.keys() == ids.keys() >= {"mobile", "storefront"}
    assert len({*keys.values(), *ids.values()}) == 2 * len(keys)
    assert target.environment["API_KEY"] == keys["storefront"]


def test_the_access_log_shows_which_client_made_a_request(target: Target) -> None:
    keys, ids = target.outputs["api_keys"], target.outputs["api_key_ids"]
    responses = {client: post(target, key) for client, key in keys.items()}
    expected = {response.headers["x-amzn-requestid"]: ids[client] for client, response in responses.items()}

    assert {response.status for response in responses.values()} == {202}
    assert eventually(lambda: callers(target, set(expected)), expected.__eq__, "the requests were in the access log")


def test_two_clients_with_the_same_idempotency_key_make_two_events(target: Target) -> None:
    same = ("Idempotency-Key", str(uuid.uuid4()))
    customer = f"usage-{uuid.uuid4()}"
    keys = target.outputs["api_keys"].values()

    assert len({post(target, key, same, customer=customer).body["event_id"] for key in keys}) == len(keys)


@pytest.mark.parametrize(
    ("problem", "limits"),
    [
        ("rate-limit-exceeded", {"throttle": {"rateLimit": 0.01, "burstLimit": 1}}),
        ("quota-exceeded", {"throttle": UNLIMITED, "quota": {"limit": 1, "period": "WEEK"}}),
    ],
)
def test_a_client_beyond_its_limits_does_not_cost_the_others_theirs(
    problem: str, limits: dict[str, object], target: Target
) -> None:
    def refused_for(key: str) -> str:
        response = post(target, key)
        return str(response.body.get("type", "")).rpartition(":")[2] if response.status == 429 else ""

    with plan_with_key(target, **limits) as key:
        eventually(lambda: refused_for(key), problem.__eq__, "the limit was reached")

        assert {post(target, other).status for other in target.outputs["api_keys"].values()} == {202}


def test_a_suspended_key_is_refused_until_it_is_let_in_again(target: Target) -> None:
    gateway = target.client("apigateway")

    def becomes(value: str, enabled: bool, status: int) -> None:
        change = {"op": "replace", "path": "/enabled", "value": json.dumps(enabled)}
        gateway.update_api_key(apiKey=id_of(target, value), patchOperations=[change])
        eventually(lambda: post(target, value).status, status.__eq__, f"the key with enabled={enabled} got {status}")

    with plan_with_key(target, throttle=UNLIMITED) as key:
        becomes(key, enabled=False, status=403)
        becomes(key, enabled=True, status=202)


def test_a_key_without_a_plan_of_this_api_is_refused(target: Target) -> None:
    with key_without_plan(target) as key:
        assert post(target, key).status == 403
