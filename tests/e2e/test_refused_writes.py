"""What a storefront and an engineer on call see when the interest table refuses writes."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.e2e.metrics import counted
from tests.support.target import Target, eventually
from tools.journey import SAMPLE

pytestmark = pytest.mark.local_only

THROTTLED = {
    "service": "dynamodb",
    "operation": "PutItem",
    "status": 400,
    "code": "ProvisionedThroughputExceededException",
}


def insert_errors(target: Target, since: datetime) -> float:
    """Return how many failed inserts CloudWatch has counted since then."""
    return counted(target, "InsertError", "ingest", since)


def alarm_state(target: Target) -> str:
    """Return the state of the InsertError alarm."""
    name = target.outputs["alarm_names"]["ingest-InsertError"]
    alarm = target.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"][0]
    return str(alarm["StateValue"])


def test_a_refused_write_is_answered_counted_and_alarmed(target: Target) -> None:
    since = datetime.now(UTC) - timedelta(minutes=5)  # one for both: what others caused must not leave it meanwhile
    before = insert_errors(target, since)

    with target.fault(resource=target.environment["INTEREST_TABLE"], **THROTTLED):
        response = target.post(SAMPLE)

    assert response.status == 503
    assert int(response.headers["retry-after"]) > 0
    assert response.headers["content-type"] == "application/problem+json"
    eventually(lambda: insert_errors(target, since), lambda count: count == before + 1, "the error was not counted")
    eventually(lambda: alarm_state(target), lambda state: state == "ALARM", "the alarm did not go off")


def test_the_next_post_after_a_refused_write_is_accepted(target: Target) -> None:
    with target.fault(resource=target.environment["INTEREST_TABLE"], **THROTTLED):
        target.post(SAMPLE)

    assert target.post(SAMPLE).status == 202


def test_an_offer_is_published_all_the_same_when_personalize_fails(target: Target) -> None:
    with target.fault(service="personalize-runtime", status=500, code="InternalServerError"):
        event_id = target.post({**SAMPLE, "customer_id": "nobody-knows-me"}).body["event_id"]
        offer = target.offers_for(event_id)[event_id][0]

    assert offer["data"]["strategy"] == "popular"
    assert offer["data"]["offers"]
