"""Stopping offers to customers: which lines count, and what is written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from recommender.budget import UNLIMITED
from recommender.contact_rules import ContactRules
from tools.do_not_contact import CustomerListError, customer_ids, main

TABLE = "customers"
IDS = [f"customer-{number}" for number in range(30)]


@pytest.fixture
def dynamodb(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("CUSTOMERS_TABLE", TABLE)
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-west-1")
        client.create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("customer_id", "record")],
            KeySchema=[
                {"AttributeName": "customer_id", "KeyType": "HASH"},
                {"AttributeName": "record", "KeyType": "RANGE"},
            ],
        )
        yield client
        client.close()


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["do_not_contact", *words])
    return main()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ids.txt"
    path.write_text("\r\n".join([*IDS, "", IDS[0]]))
    return path


def test_customers_of_the_file_get_no_more_offers_until_they_are_removed(
    dynamodb: Any, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = ContactRules(dynamodb, TABLE, offers_per_day=0)

    assert run(monkeypatch, str(file)) == 0
    assert rules.not_to_contact([*IDS, "another"], UNLIMITED) == set(IDS)
    assert run(monkeypatch, str(file)) == 0, "twice does no harm"

    assert run(monkeypatch, str(file), "--remove") == 0
    assert rules.not_to_contact(IDS, UNLIMITED) == frozenset()
    assert capsys.readouterr().out.splitlines() == [
        "do-not-contact: 30 customers get no more offers",
        "do-not-contact: 30 customers get no more offers",
        "do-not-contact: 30 customers may have offers again",
    ]


def test_removing_leaves_the_customers_other_records(
    dynamodb: Any, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = {"customer_id": {"S": IDS[0]}, "record": {"S": "offers/2026-11-22"}}
    dynamodb.put_item(TableName=TABLE, Item=item)
    run(monkeypatch, str(file))

    run(monkeypatch, str(file), "--remove")

    assert dynamodb.scan(TableName=TABLE)["Items"] == [item]


def test_ids_are_read_one_a_line_each_once() -> None:
    assert customer_ids([b"a\n", b"\n", b" b_B-9 \r\n", b"a"]) == ["a", "b_B-9"]


@pytest.mark.parametrize(
    "line", [b"jane@example.com", b"two words", b"x" * 65, b"\xff", "\ufeffa".encode(), "١٢".encode(), b"a,b", b"{}"]
)
def test_a_line_that_the_contract_does_not_allow_is_named_by_its_number(line: bytes) -> None:
    with pytest.raises(CustomerListError) as caught:
        customer_ids([b"a\n", line, b"b\n"])

    assert str(caught.value) == "no customer id: line 2"


def test_of_many_wrong_lines_the_first_are_named() -> None:
    with pytest.raises(CustomerListError, match="line 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and more"):
        customer_ids([b"not an id"] * 11)


def test_one_wrong_line_keeps_all_from_being_written_and_nothing_is_repeated(
    dynamodb: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ids.txt"
    file.write_text("canary-1\ncanary 2\n")

    assert run(monkeypatch, str(file)) == 1

    printed = capsys.readouterr()
    assert "canary" not in printed.out + printed.err
    assert "line 2" in printed.err
    assert dynamodb.scan(TableName=TABLE)["Items"] == []


@pytest.mark.parametrize("words", [["gone.txt"], ["ids.txt", "--customers-table", "no-such-table"]])
def test_a_failure_is_said_at_the_end(
    dynamodb: Any, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    monkeypatch.chdir(file.parent)

    assert run(monkeypatch, *words) == 1

    assert capsys.readouterr().out == ""
