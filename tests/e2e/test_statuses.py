"""Every status of the contract is given by the deployed API, as the contract describes it."""

import json
import time
import uuid
from collections.abc import Callable

import pytest

from tests.support.contracts.documents import problem_types
from tests.support.contracts.responses import responses
from tests.support.e2e.deployments import defective_api, plan_with_key
from tests.support.e2e.wire import checked, send
from tests.support.target import PATIENCE, Target
from tools.journey import SAMPLE, Response

pytestmark = pytest.mark.local_only

BODY = json.dumps(SAMPLE).encode()
JSON_TYPE = ("Content-Type", "application/json")
UNLIMITED = {"rateLimit": 1000.0, "burstLimit": 1000}


def until_refused(target: Target, api_key: str) -> Response:
    """Post until the gateway refuses, as a storefront does that pays no heed to its limits."""
    deadline = time.monotonic() + PATIENCE.change
    while time.monotonic() < deadline:
        response = checked(send(target, BODY, api_key=api_key))
        if response.status != 202:
            return response
    raise AssertionError("the limit of the plan was never reached")


def accepted(target: Target) -> Response:
    return send(target, BODY)


def preflight(target: Target) -> Response:
    headers = [("Origin", "https://shop.example.com"), ("Access-Control-Request-Method", "POST")]
    return send(target, None, headers, method="OPTIONS", api_key=None)


def not_valid(target: Target) -> Response:
    return send(target, b"{}")


def without_key(target: Target) -> Response:
    return send(target, BODY, api_key=None)


def with_foreign_key(target: Target) -> Response:
    return send(target, BODY, api_key="a-key-of-nobody-at-all")


def other_method(target: Target) -> Response:
    return send(target, None, [], method="GET")


def other_path(target: Target) -> Response:
    return send(target, BODY, url=target.environment["API_URL"] + "/recommendations")


def conflict(target: Target) -> Response:
    headers = [JSON_TYPE, ("Idempotency-Key", str(uuid.uuid4()))]
    send(target, BODY, headers)
    return send(target, json.dumps({**SAMPLE, "interest": "books"}).encode(), headers)


def too_large(target: Target) -> Response:
    return send(target, BODY + b" " * 8192)


def far_too_large(target: Target) -> Response:
    """More than 10 MB: the gateway itself refuses."""
    return send(target, BODY + b" " * 10 * 1024 * 1024)


def other_media_type(target: Target) -> Response:
    return send(target, BODY, [("Content-Type", "text/plain")])


def too_fast(target: Target) -> Response:
    with plan_with_key(target, throttle={"rateLimit": 0.01, "burstLimit": 1}) as key:
        return until_refused(target, key)


def quota_used_up(target: Target) -> Response:
    with plan_with_key(target, throttle=UNLIMITED, quota={"limit": 1, "period": "DAY"}) as key:
        return until_refused(target, key)


def table_refuses(target: Target) -> Response:
    refusal = {"operation": "PutItem", "status": 500, "code": "InternalServerError"}
    with target.fault(service="dynamodb", resource=target.environment["INTEREST_TABLE"], **refusal):
        return send(target, BODY)


def defect(target: Target) -> Response:
    with defective_api(target) as url:
        return send(target, BODY, url=url + "/recommend")


WAYS: list[tuple[Callable[[Target], Response], int, str]] = [
    (accepted, 202, ""),
    (preflight, 204, ""),
    (not_valid, 400, "invalid-request"),
    (without_key, 403, "forbidden"),
    (with_foreign_key, 403, "forbidden"),
    (other_method, 403, "forbidden"),
    (other_path, 403, "forbidden"),
    (conflict, 409, "idempotency-conflict"),
    (too_large, 413, "payload-too-large"),
    (far_too_large, 413, "payload-too-large"),
    (other_media_type, 415, "unsupported-media-type"),
    (too_fast, 429, "rate-limit-exceeded"),
    (quota_used_up, 429, "quota-exceeded"),
    (defect, 500, "internal-error"),
    (table_refuses, 503, "service-unavailable"),
]


@pytest.mark.parametrize(("way", "status", "problem"), WAYS, ids=[way.__name__ for way, *_ in WAYS])
def test_the_api_responds_as_the_contract_says(
    way: Callable[[Target], Response], status: int, problem: str, target: Target
) -> None:
    response = checked(way(target), "options" if way is preflight else "post")

    assert response.status == status
    assert (response.body or {}).get("type", "").rpartition(":")[2] == problem
    assert response.headers["x-amzn-requestid"]
    assert response.headers["access-control-allow-origin"] == "*"


def test_every_status_and_problem_of_the_contract_is_given_by_one_of_these() -> None:
    described = responses("post").keys() | responses("options").keys()

    assert {str(status) for _, status, _ in WAYS} == described
    assert {problem for *_, problem in WAYS} - {""} == {name.rpartition(":")[2] for name in problem_types()}
