"""The interest table, over DynamoDB in memory."""

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from ingest.adapters.interest_table import InterestTable
from ingest.domain.model import UnavailableError
from tests.support.fakes.events import interest_event
from tests.support.reliability.dynamodb import DynamoDb
from tests.support.reliability.expressions import Item
from tests.support.unit.tables import in_memory


class Failing:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def put_item(self, **_: object) -> None:
        raise self._error


@pytest.fixture
def dynamodb() -> DynamoDb:
    return in_memory()


def test_an_event_is_kept_as_it_is(dynamodb: DynamoDb) -> None:
    assert InterestTable(dynamodb, "interests").add(interest_event()) is None
    assert dynamodb.items("interests") == [interest_event().to_item()]


def test_an_event_whose_key_is_taken_changes_nothing_and_returns_what_is_there(dynamodb: DynamoDb) -> None:
    table = InterestTable(dynamodb, "interests")
    table.add(interest_event())
    assert table.add(interest_event(interest="books")) == interest_event()
    assert dynamodb.items("interests") == [interest_event().to_item()]


@pytest.mark.parametrize("held", [None, {}, {"customer_id": {"S": "12345"}}], ids=["untold", "empty", "foreign"])
def test_a_key_that_is_taken_by_no_event_is_unavailable(held: Item | None) -> None:
    response = {"Error": {"Code": "ConditionalCheckFailedException"}, **({} if held is None else {"Item": held})}
    with pytest.raises(UnavailableError) as error:
        InterestTable(Failing(ClientError(response, "PutItem")), "interests").add(interest_event())
    assert error.value.log_fields == {"error_class": "MalformedEventError", "error_code": ""}


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (
            ClientError({"Error": {"Code": "ThrottlingException", "Message": "canary"}}, "PutItem"),
            "ThrottlingException",
        ),
        (ReadTimeoutError(endpoint_url="https://canary"), ""),
    ],
    ids=["throttled", "timeout"],
)
def test_whatever_stops_the_write_is_unavailable_and_named_without_its_text(cause: Exception, code: str) -> None:
    with pytest.raises(UnavailableError) as error:
        InterestTable(Failing(cause), "interests").add(interest_event())
    assert error.value.log_fields == {"error_class": type(cause).__name__, "error_code": code}
