"""The rows of the fault matrix that concern the functions and their clients. The others need a plan or a stack."""

import json
import re
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.fault_matrix import ROWS, row
from tests.integration.cloud import CATALOGUE, INTERESTS, OFFERS, Cloud, Queue
from tests.integration.conftest import Handler
from tests.integration.faults import ErrorResponse, Faults
from tests.integration.personalize import Personalize
from tests.unit.fakes import FakeContext, event_id, interest_event, sample_event, stream_record
from tools.paths import ROOT

CONTEXT = FakeContext(function_name="cxe-test-recommender")
TIMEOUT = ReadTimeoutError(endpoint_url="https://aws")
KEY = {"Idempotency-Key": "key-00001"}


class Killed(BaseException):
    """Lambda ends the function here."""


def records(count: int = 3, **changes: Any) -> list[dict[str, Any]]:
    events = [interest_event(event_id=event_id(number), **changes) for number in range(count)]
    return [stream_record(event, str(number)) for number, event in enumerate(events)]


def failed(response: dict[str, Any]) -> list[str]:
    return [each["itemIdentifier"] for each in response["batchItemFailures"]]


def post(ingest: Handler, headers: dict[str, str] | None = KEY, **changes: Any) -> tuple[int, dict[str, Any]]:
    response = ingest(sample_event(headers, **changes), FakeContext(function_name="cxe-test-ingest"))
    return response["statusCode"], json.loads(response["body"])


def contents(queue: Queue) -> dict[str, set[str]]:
    """Event id → the contents that consumers got."""
    found: dict[str, set[str]] = {}
    for message in queue.messages():
        found.setdefault(json.loads(message["Body"])["id"], set()).add(message["Body"])
    return found


def test_every_row_has_a_test_that_names_it() -> None:
    sources = [path.read_text() for path in (ROOT / "tests").rglob("test_*.py")]
    assert {
        name for source in sources for name in re.findall(r'^@row\("([^"]+)"\)', source, re.MULTILINE)
    } == ROWS.keys()


@row("ingest: DynamoDB timeout, 5xx, throttle, KMS denied")
@pytest.mark.parametrize(
    "fault",
    [
        TIMEOUT,
        ErrorResponse(500, "InternalServerError"),
        ErrorResponse(400, "ThrottlingException"),
        ErrorResponse(400, "KMSAccessDeniedException"),
    ],
    ids=["timeout", "5xx", "throttle", "KMS denied"],
)
def test_a_write_that_fails_is_answered_503_and_a_repeat_of_the_key_is_stored_once(
    ingest: Handler, cloud: Cloud, faults: Faults, fault: Exception | ErrorResponse
) -> None:
    faults.planned["PutItem"] = [fault]
    response = ingest(sample_event(KEY), FakeContext())
    assert (response["statusCode"], response["headers"]["Retry-After"]) == (503, "1")
    faults.planned.clear()
    assert post(ingest)[0] == 202
    assert len(cloud.items(INTERESTS)) == 1


@row("ingest: write done, reply lost")
def test_a_write_whose_reply_is_lost_for_good_is_found_by_the_repeat(
    ingest: Handler, cloud: Cloud, faults: Faults
) -> None:
    faults.lost["PutItem"] = [TIMEOUT] * 3
    assert post(ingest)[0] == 503
    (item,) = cloud.items(INTERESTS)
    status, body = post(ingest)
    assert (status, body["event_id"]) == (202, item["event_id"]["S"])
    assert body["trace_id"] in item["trace_header"]["S"]
    assert cloud.items(INTERESTS) == [item]


@row("ingest: conditional failure")
@pytest.mark.parametrize(("changes", "status"), [({}, 202), ({"interest": "books"}, 409)], ids=["same", "other"])
def test_a_key_that_is_taken_is_a_repeat_or_a_conflict(
    ingest: Handler, cloud: Cloud, changes: dict[str, str], status: int
) -> None:
    post(ingest)
    assert post(ingest, **changes)[0] == status
    assert [item["interest"]["S"] for item in cloud.items(INTERESTS)] == ["organic_food"]


@row("Personalize 429, 5xx, timeout, slow")
@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 429, "error_code": "ThrottlingException"},
        {"status": 500, "error_code": "InternalServerException"},
        {"seconds": 1.4},
    ],
    ids=["429", "5xx", "slow"],
)
def test_an_offer_is_published_in_time_and_says_that_personalize_did_not_choose_it(
    recommender: Handler,
    queue: Queue,
    personalize: Personalize,
    capsys: pytest.CaptureFixture[str],
    trouble: dict[str, Any],
) -> None:
    for name, value in trouble.items():
        setattr(personalize, name, value)
    assert failed(recommender({"Records": records()}, CONTEXT)) == []
    assert {offer["data"]["strategy"] for offer in queue.offers()} == {"popular"}
    assert len(personalize.requests) == 1, "one customer and context: asked once, and not again"
    assert '"OfferFallback":[3' in capsys.readouterr().out


@row("campaign absent, creating, updating")
@pytest.mark.parametrize("campaign", ["", "arn:aws:personalize:eu-west-1:123456789012:campaign/gone"])
@pytest.mark.parametrize("code", ["ResourceNotFoundException", "ResourceInUseException", "InvalidInputException"])
def test_a_campaign_that_is_not_there_yet_or_not_any_more_costs_no_offer(
    start_recommender: Callable[..., Handler], queue: Queue, personalize: Personalize, campaign: str, code: str
) -> None:
    personalize.status, personalize.error_code = 400, code
    assert failed(start_recommender(PERSONALIZE_CAMPAIGN_ARN=campaign)({"Records": records()}, CONTEXT)) == []
    assert [offer["data"]["strategy"] for offer in queue.offers()] == ["popular"] * 3


@row("a campaign is configured that cannot be used")
@pytest.mark.parametrize(
    ("status", "code", "item_ids", "counted"),
    [
        (400, "ResourceNotFoundException", ("tea",), True),
        (400, "AccessDeniedException", ("tea",), True),
        (400, "InvalidInputException", ("tea",), True),
        (200, "", ("another shop's", "and its other"), True),
        (200, "", ("baguette",), False),  # not sold there
        (200, "", (), False),
        (429, "ThrottlingException", ("tea",), False),
        (500, "InternalServerException", ("tea",), False),
    ],
)
def test_a_campaign_that_cannot_be_used_is_counted_apart_from_one_that_is_down(
    recommender: Handler,
    queue: Queue,
    personalize: Personalize,
    capsys: pytest.CaptureFixture[str],
    status: int,
    code: str,
    item_ids: tuple[str, ...],
    counted: bool,
) -> None:
    personalize.status, personalize.error_code, personalize.item_ids = status, code, item_ids
    assert failed(recommender({"Records": records()}, CONTEXT)) == []
    assert [offer["data"]["strategy"] for offer in queue.offers()] == ["popular"] * 3
    printed = capsys.readouterr().out
    assert '"OfferFallback":[3' in printed
    assert ('"CampaignUnusable":[3' in printed) is counted
    assert ("CampaignUnusable" in printed) is counted


@row("a campaign is configured that cannot be used")
@pytest.mark.parametrize(("errno", "counted"), [(socket.EAI_NONAME, True), (socket.EAI_AGAIN, False)])
def test_a_region_in_which_nobody_responds_for_personalize_is_no_outage(
    start_recommender: Callable[..., Handler],
    queue: Queue,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    errno: int,
    counted: bool,
) -> None:
    resolve = socket.getaddrinfo

    def resolve_others(host: str, *about: Any, **further: Any) -> Any:
        if host == "personalize-runtime.invalid":
            raise socket.gaierror(errno, "canary")
        return resolve(host, *about, **further)

    monkeypatch.setattr(socket, "getaddrinfo", resolve_others)
    monkeypatch.setenv("AWS_ENDPOINT_URL_PERSONALIZE_RUNTIME", "http://personalize-runtime.invalid")
    assert failed(start_recommender()({"Records": records()}, CONTEXT)) == []
    assert [offer["data"]["strategy"] for offer in queue.offers()] == ["popular"] * 3
    assert ('"CampaignUnusable":[3' in capsys.readouterr().out) is counted


@row("catalogue empty or item unknown")
def test_unknown_items_give_way_to_the_next_strategy_and_an_empty_catalogue_to_nothing(
    recommender: Handler, queue: Queue, cloud: Cloud, personalize: Personalize, capsys: pytest.CaptureFixture[str]
) -> None:
    personalize.item_ids = ("unknown",)
    recommender({"Records": records(1)}, CONTEXT)
    assert [offer["data"]["strategy"] for offer in queue.offers()] == ["popular"]
    for item in cloud.items(CATALOGUE):
        cloud.dynamodb.delete_item(TableName=CATALOGUE, Key={"item_id": item["item_id"]})
    assert failed(recommender({"Records": records(2)[1:]}, CONTEXT)) == []
    assert queue.offers() == []
    assert '"OfferEmpty":[1' in capsys.readouterr().out


@row("malformed, poison, foreign record")
@pytest.mark.parametrize(
    "image",
    [None, {}, {"order_id": {"S": "7"}}, {**interest_event().to_item(), "event_id": {"S": "7"}}],
    ids=["absent", "empty", "foreign", "malformed"],
)
def test_a_record_that_is_no_event_is_set_aside_alone_and_the_shard_moves_on(
    recommender: Handler, queue: Queue, cloud: Cloud, image: object
) -> None:
    batch = records()
    batch[1]["dynamodb"]["NewImage"] = image
    for _ in range(2):
        assert failed(recommender({"Records": batch}, CONTEXT)) == []
    assert contents(queue).keys() == {event_id(0), event_id(2)}
    (document,) = cloud.failures().values()
    assert json.loads(document["payload"]) == {"Records": [batch[1]]}


@row("malformed, poison, foreign record")
@pytest.mark.parametrize(
    "fault",
    [TIMEOUT, ErrorResponse(503, "SlowDown"), ErrorResponse(403, "AccessDenied")],
    ids=["timeout", "5xx", "denied"],
)
def test_a_record_that_cannot_be_set_aside_is_handed_back(
    recommender: Handler, queue: Queue, faults: Faults, cloud: Cloud, fault: Exception | ErrorResponse
) -> None:
    batch = records()
    batch[1]["dynamodb"]["NewImage"] = {}
    faults.planned["PutObject"] = [fault]
    assert failed(recommender({"Records": batch}, CONTEXT)) == ["1"]
    assert cloud.failures() == {}
    faults.planned.clear()
    assert failed(recommender({"Records": batch[1:]}, CONTEXT)) == []
    assert len(cloud.failures()) == 1
    assert contents(queue).keys() == {event_id(0), event_id(2)}


@row("duplicate, replayed batch")
def test_a_batch_that_is_replayed_changes_no_byte(
    recommender: Handler, queue: Queue, cloud: Cloud, personalize: Personalize
) -> None:
    recommender({"Records": [*records(), *records()]}, CONTEXT)
    first = contents(queue)
    for item in cloud.items(OFFERS):  # as when the marks were lost: everything is published once more
        cloud.dynamodb.update_item(
            TableName=OFFERS, Key={"event_id": item["event_id"]}, UpdateExpression="REMOVE published_at"
        )
    personalize.item_ids = ("bread",)
    recommender({"Records": records()}, CONTEXT)
    assert contents(queue) == first
    assert all(len(each) == 1 for each in first.values())


@row("out of order")
def test_events_in_any_order_get_the_offers_that_they_would_in_order(
    recommender: Handler, queue: Queue, ingest: Handler, cloud: Cloud
) -> None:
    for _ in range(2):
        post(ingest)
    assert len(cloud.items(INTERESTS)) == 1, "one INSERT for each key"
    for record in reversed(records(4)):
        assert failed(recommender({"Records": [record]}, CONTEXT)) == []
    assert contents(queue).keys() == {event_id(number) for number in range(4)}


@row("Lambda killed before/after freeze, before/after publish")
@pytest.mark.parametrize(("plan", "operation"), [("planned", "PutItem"), ("lost", "PutItem")], ids=["before", "after"])
def test_a_function_that_is_killed_around_recording_offers_once(
    recommender: Handler, queue: Queue, faults: Faults, personalize: Personalize, plan: str, operation: str
) -> None:
    killed_and_retried(recommender, faults, plan, operation)
    assert {event: len(each) for event, each in contents(queue).items()} == dict.fromkeys(map(event_id, range(3)), 1)


@row("Lambda killed before/after freeze, before/after publish")
@pytest.mark.parametrize("plan", ["planned", "lost"], ids=["before", "after"])
def test_a_function_that_is_killed_around_publishing_publishes_the_recorded_bytes(
    recommender: Handler, queue: Queue, cloud: Cloud, faults: Faults, personalize: Personalize, plan: str
) -> None:
    killed_and_retried(recommender, faults, plan, "PublishBatch")
    recorded = {item["event_id"]["S"]: {item["offer"]["S"]} for item in cloud.items(OFFERS)}
    assert contents(queue) == recorded
    assert len(recorded) == 3


def killed_and_retried(recommender: Handler, faults: Faults, plan: str, operation: str) -> None:
    getattr(faults, plan)[operation] = [Killed()]
    with pytest.raises(Killed):
        recommender({"Records": records()}, CONTEXT)
    faults.planned.clear()
    assert failed(recommender({"Records": records()}, CONTEXT)) == []


@row("SNS down, throttled, partial PublishBatch failure")
@pytest.mark.parametrize(
    "fault", [ErrorResponse(503, "ServiceUnavailable"), ErrorResponse(400, "Throttled"), TIMEOUT], ids=repr
)
def test_offers_that_sns_does_not_take_are_retried_and_the_others_are_not_published_again(
    recommender: Handler, queue: Queue, faults: Faults, fault: Exception | ErrorResponse
) -> None:
    faults.planned["PublishBatch"] = [None, fault]  # the first ten leave
    handed_back = failed(recommender({"Records": records(20)}, CONTEXT))
    assert len(handed_back) == 10
    published = contents(queue)
    faults.planned.clear()
    first = int(handed_back[0])
    assert failed(recommender({"Records": records(20)[first:]}, CONTEXT)) == []
    assert published.keys() | (again := contents(queue)).keys() == set(map(event_id, range(20)))
    assert not published.keys() & again.keys()


@row("oversize item, batch")
def test_what_is_too_large_is_refused_at_the_door_and_large_offers_are_published_in_several_requests(
    ingest: Handler, recommender: Handler, queue: Queue, cloud: Cloud, faults: Faults, personalize: Personalize
) -> None:
    assert post(ingest, interest="x" * 9000)[0] == 413
    assert cloud.items(INTERESTS) == []
    cloud.dynamodb.put_item(
        TableName=CATALOGUE,
        Item={
            "item_id": {"S": "tea"},
            "title": {"S": "t" * 60_000},
            "category": {"S": "organic_food"},
            "price": {"N": "1"},
            "currency": {"S": "ZAR"},
            "locations": {"SS": ["everywhere"]},
        },
    )
    assert failed(recommender({"Records": records(9)}, CONTEXT)) == []
    assert contents(queue).keys() == set(map(event_id, range(9)))
    assert faults.sent.count("PublishBatch") == 3


@row("table deleted")
@pytest.mark.parametrize("table", [INTERESTS, OFFERS, CATALOGUE])
def test_a_table_that_is_gone_loses_nothing_that_was_accepted(
    ingest: Handler, recommender: Handler, cloud: Cloud, queue: Queue, table: str
) -> None:
    cloud.dynamodb.delete_table(TableName=table)
    if table == INTERESTS:
        assert post(ingest)[0] == 503
    else:
        assert failed(recommender({"Records": records()}, CONTEXT)) == ["0", "1", "2"]
        assert queue.offers() == []


@row("clock skew, leap, time zone")
@pytest.mark.parametrize(
    "moment",
    [
        datetime(2028, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=timezone(timedelta(hours=2))),
        datetime(2016, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-11))),
        datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC),
    ],
    ids=["leap day", "summer time", "leap second, far west", "a clock that is years behind"],
)
def test_clocks_decide_neither_what_is_kept_nor_for_how_long_it_is(
    ingest: Handler, cloud: Cloud, monkeypatch: pytest.MonkeyPatch, moment: datetime
) -> None:
    started = sys.modules["ingest.handler"]
    recorder = replace(started._endpoint.recorder, now=lambda: moment)
    monkeypatch.setattr(started, "_endpoint", replace(started._endpoint, recorder=recorder))
    first, second = post(ingest, None), post(ingest, None)
    assert first[1]["event_id"] != second[1]["event_id"]
    items = cloud.items(INTERESTS)
    assert len(items) == 2, "two posts of one moment"
    for item in items:
        written = datetime.fromisoformat(item["timestamp"]["S"])
        assert written == moment.replace(microsecond=moment.microsecond // 1000 * 1000)
        assert item["timestamp"]["S"].endswith("Z")
        assert int(item["expires_at"]["N"]) - int(moment.timestamp()) == 30 * 24 * 3600
