"""What no retry helps is set aside; what may pass is handed back."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from recommender.adapters.stream_batch import handle
from shared.aws.table_reader import UnreadItemsError
from shared.budget import CALL_MS, OutOfTimeError
from tests.support.fakes.catalogue import FakeCatalogue, item
from tests.support.fakes.events import interest_event, stream_record
from tests.support.fakes.invocation import FakeContext
from tests.support.fakes.offer_maker import offer_maker
from tests.support.fakes.topic import RecordingTopic

RECORD = stream_record(interest_event(), "7")
POISON: dict[str, Any] = {**RECORD, "dynamodb": {"SequenceNumber": "7", "NewImage": {}}}
HANDED_BACK: dict[str, Any] = {"batchItemFailures": [{"itemIdentifier": "7"}]}
DONE: dict[str, Any] = {"batchItemFailures": []}


def aws(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "canary"}}, "Query")


@pytest.mark.parametrize(
    "error",
    [
        *map(aws, ["ThrottlingException", "InternalServerError", "AccessDeniedException", "ResourceNotFoundException"]),
        *map(aws, ["KMSAccessDeniedException", "KMSDisabledException", "KMSInvalidStateException"]),
        ReadTimeoutError(endpoint_url="canary"),
        ResponseParserError("canary"),
        ConnectionResetError("canary"),
        OutOfTimeError(),
        UnreadItemsError(),
        MemoryError(),
    ],
    ids=repr,
)
def test_what_may_pass_is_handed_back_and_kept_nowhere(error: Exception) -> None:
    maker = offer_maker(FakeCatalogue(error=error))
    assert handle(maker, [RECORD], FakeContext()) == HANDED_BACK
    assert maker.setting_aside.failures.kept == []
    assert maker.counters.flushed == [{"OfferError": 1}]


@pytest.mark.parametrize("error", [KeyError("canary"), ValueError("canary"), RecursionError(), ZeroDivisionError()])
def test_what_the_code_does_to_a_record_it_would_do_again(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    maker = offer_maker(FakeCatalogue(error=error))
    assert handle(maker, [RECORD], FakeContext()) == DONE
    assert maker.setting_aside.failures.kept == [RECORD]
    assert maker.counters.flushed == [{"OfferError": 1, "OfferSetAside": 1}]
    assert "canary" not in "".join(capsys.readouterr())


def test_an_offer_that_no_request_holds_is_set_aside_before_it_is_recorded() -> None:
    maker = offer_maker(FakeCatalogue([item("a" * 130_000)]))
    assert handle(maker, [RECORD], FakeContext()) == DONE
    assert maker.setting_aside.failures.kept == [RECORD]
    assert maker.offers.kept == {}


def test_offers_that_the_code_cannot_publish_are_set_aside() -> None:
    maker = offer_maker(FakeCatalogue([item("a")]), topic=RecordingTopic(error=KeyError("canary")))
    unsampled = stream_record(interest_event(trace_header=""), "7")
    assert handle(maker, [unsampled], FakeContext()) == DONE
    assert maker.setting_aside.failures.kept == [unsampled]


@pytest.mark.parametrize("error", [aws("ServiceUnavailable"), ValueError("canary")], ids=repr)
def test_poison_that_cannot_be_kept_is_handed_back_and_its_neighbours_are_not(error: Exception) -> None:
    maker = offer_maker(FakeCatalogue([item("a")]))
    maker.setting_aside.failures.error = error
    sound = stream_record(interest_event(), "8")
    assert handle(maker, [POISON, sound], FakeContext()) == HANDED_BACK
    assert maker.counters.flushed == [{"OfferPublished": 1, "OfferPopular": 1, "OfferError": 1}]


def test_poison_for_which_no_time_remains_is_handed_back() -> None:
    maker = offer_maker(FakeCatalogue())
    assert handle(maker, [POISON], FakeContext(remaining=CALL_MS - 1)) == HANDED_BACK
    assert maker.setting_aside.failures.kept == []
    assert handle(maker, [POISON], FakeContext(remaining=CALL_MS)) == DONE


def test_a_record_in_the_bucket_is_said_to_be_there() -> None:
    maker, lines = offer_maker(FakeCatalogue()), []
    maker.logger.error = lambda message, extra: lines.append(extra)  # type: ignore[method-assign]
    handle(maker, [POISON], FakeContext())
    failed = {"outcome": "failed", "duration_ms": 0, "error_class": "MalformedEventError", "error_code": ""}
    assert lines == [{"sequence_number": "7", "set_aside": True, **failed}]


def test_the_bucket_learns_which_invocation_met_the_poison() -> None:
    maker, contexts = offer_maker(FakeCatalogue()), []
    maker.setting_aside.failures.keep = lambda record, context: contexts.append(context)
    context = FakeContext()
    handle(maker, [POISON], context)
    assert contexts == [context]
