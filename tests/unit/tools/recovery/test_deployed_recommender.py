"""Handing records to the deployed recommender: which failed, and why."""

import json
from typing import Any

import pytest

from tests.support.unit.tools.recovery.fakes import (
    FUNCTION,
    REQUEST_ID,
    BrokenFunctionError,
    ScriptedLambda,
    failing,
    record,
)
from tools.recovery.deployed_recommender import RECORDS_AT_ONCE, DeployedRecommender


def failures(client: ScriptedLambda, count: int) -> dict[str, str]:
    return DeployedRecommender(client, FUNCTION).failures([record(number) for number in range(count)])


def test_records_are_handed_to_the_live_alias_as_the_stream_hands_them_but_for_what_may_be_set_aside() -> None:
    client = ScriptedLambda()

    assert failures(client, 2) == {}

    (request,) = client.requests
    assert json.loads(request.pop("Payload")) == {"Records": [record(0), record(1)], "byHand": True}
    assert request == {
        "FunctionName": FUNCTION,
        "Qualifier": "live",
        "InvocationType": "RequestResponse",
        "LogType": "Tail",
    }


def test_many_records_are_handed_over_in_small_batches() -> None:
    client = ScriptedLambda()

    failures(client, 2 * RECORDS_AT_ONCE + 1)

    assert [len(batch) for batch in client.handed_over] == [RECORDS_AT_ONCE, RECORDS_AT_ONCE, 1]


def test_without_records_nothing_is_invoked() -> None:
    client = ScriptedLambda()

    assert failures(client, 0) == {}
    assert client.requests == []


def test_a_failed_record_is_explained_by_the_log() -> None:
    assert failures(ScriptedLambda(failing(1, 8)), 10) == {
        "1": "ClientError ThrottlingException",
        "8": "ClientError ThrottlingException",
    }


def test_an_error_that_is_not_of_aws_has_no_code() -> None:
    assert failures(ScriptedLambda(failing(0, error=("OutOfTimeError", ""))), 1) == {"0": "OutOfTimeError"}


@pytest.mark.parametrize(
    "client", [ScriptedLambda(failing(0), log_bytes=60), ScriptedLambda(failing(0, error=("", "")))]
)
def test_where_the_log_does_not_explain_a_failure_it_says_where_to_look(client: ScriptedLambda) -> None:
    assert failures(client, 1) == {"0": f"see the function's log of request {REQUEST_ID}"}


def test_a_function_that_fails_on_one_record_does_not_keep_the_others() -> None:
    def broken(each: dict[str, Any]) -> None:
        if each["dynamodb"]["SequenceNumber"] == "4":
            raise BrokenFunctionError("canary")

    client = ScriptedLambda(broken)

    assert failures(client, RECORDS_AT_ONCE) == {
        "4": f"the function failed: BrokenFunctionError; see the function's log of request {REQUEST_ID}"
    }
    assert ["5", "6"] in client.handed_over


def test_an_error_without_a_type_is_reported_too() -> None:
    class TimedOut(ScriptedLambda):
        def invoke(self, **request: Any) -> dict[str, Any]:
            return {**super().invoke(**request), "FunctionError": "Unhandled"}

    (why,) = failures(TimedOut(response={"errorMessage": "canary"}), 1).values()

    assert "an error without a type" in why
    assert "canary" not in why


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"batchItemFailures": None},
        {"batchItemFailures": [{}]},
        {"batchItemFailures": ["0"]},
        {"batchItemFailures": [{"itemIdentifier": "unknown"}]},
        {"batchItemFailures": [{"itemIdentifier": "0"}, {"itemIdentifier": None}]},
        [],
        "text",
        7,
        False,
    ],
)
def test_a_response_that_is_not_understood_counts_as_a_failure_of_all(response: Any) -> None:
    """What is counted as done is deleted: so it has to be said."""
    failed = failures(ScriptedLambda(response=response), 2)

    assert failed.keys() == {"0", "1"}
    assert all("not understood" in why for why in failed.values())


def test_an_empty_response_counts_as_a_failure_too() -> None:
    class Silent(ScriptedLambda):
        def invoke(self, **request: Any) -> dict[str, Any]:
            response = super().invoke(**request)
            response["Payload"].read()
            return response

    assert failures(Silent(), 1).keys() == {"0"}
