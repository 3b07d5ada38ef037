"""The rows of the fault matrix that concern the functions and their clients. The others need a plan or a stack."""

import json
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.integration.conftest import Handler
from tests.support.fakes.events import event_id, interest_event, sample_event
from tests.support.fakes.invocation import FakeContext
from tests.support.fault_matrix import ROWS, row
from tests.support.integration.cloud import CATALOGUE, INTERESTS, OFFERS, Cloud, Queue
from tests.support.integration.deliveries import CONTEXT, KEY, TIMEOUT, contents, failed, post, records
from tests.support.integration.faults import ErrorResponse, Faults
from tools.paths import ROOT


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
