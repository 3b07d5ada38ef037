"""Stopping offers to customers: which lines count, and what is written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from recommender.adapters.contact_rules import ContactRules
from shared.budget import UNLIMITED
from tools.do_not_contact import customer_ids, main
from tools.lines import RefusedLinesError

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


UTF_8_MARK = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    "content",
    [
        b"a\n\n b_B-9 \na",
        UTF_8_MARK + b"a\r\nb_B-9\r\n",
        b"a\rb_B-9\r",
        b'"a"\r\n"b_B-9"\r\n""\r\n',
        UTF_8_MARK + b'customer_id\r\n"a"\r\n\r\n"b_B-9"',
        b'"Customer_ID"\na\nb_B-9\n',
        "a\r\nb_B-9\r\n".encode("utf-16"),
        b"\xfe\xff" + "a\nb_B-9".encode("utf-16-be"),
        "a\u00a0\nb_B-9".encode(),
    ],
    ids=["plain", "mark", "old line ends", "quotes", "heading", "heading in quotes", "UTF-16", "big-endian", "space"],
)
def test_ids_are_read_from_what_editors_and_spreadsheets_write(content: bytes) -> None:
    assert customer_ids(content) == ["a", "b_B-9"]


def test_a_heading_is_one_on_the_first_line_alone() -> None:
    assert customer_ids(b"a\ncustomer_id\n") == ["a", "customer_id"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"jane@example.com", "an e-mail address"),
        (b"two words", "other characters than letters, digits, hyphens and underscores"),
        (b"x" * 65, "more than 64 characters"),
        (b"\xff", "not UTF-8: save the file as UTF-8"),
        ("a\N{REPLACEMENT CHARACTER}".encode(), "not UTF-8: save the file as UTF-8"),
        (b"1\x002\x00", "not UTF-8: save the file as UTF-8"),
        ("\ufeffa".encode(), "a byte order mark in the middle: the file was put together of several"),
        ("\u0661\u0662".encode(), "other characters than letters, digits, hyphens and underscores"),
        (b"a,b", "more than one column: keep the ids alone"),
        (b'"a";"b"', "more than one column: keep the ids alone"),
        (b"a\tb", "more than one column: keep the ids alone"),
        (b"{}", "other characters than letters, digits, hyphens and underscores"),
        (b"1.23457E+11", "a number that a spreadsheet has shortened: format the column as text"),
        (b"1,23457E+11", "a number that a spreadsheet has shortened: format the column as text"),
        (b"12345.0", "a number that a spreadsheet has shortened: format the column as text"),
        (b'"a', "a quotation mark that is not closed"),
        ("\u201ca\u201d".encode(), "other quotation marks than a spreadsheet's"),
        (b'="a"', "a formula"),
    ],
    ids=repr,
)
def test_a_line_that_the_contract_does_not_allow_is_named_by_number_with_the_reason(line: bytes, reason: str) -> None:
    with pytest.raises(RefusedLinesError) as caught:
        customer_ids(b"a\n" + line + b"\nb\n")

    assert str(caught.value) == f"line 2: {reason}"


def test_of_many_wrong_lines_the_first_are_named() -> None:
    with pytest.raises(RefusedLinesError) as caught:
        customer_ids(b"not an id\n" * 12)

    *named, rest = str(caught.value).splitlines()
    assert [line.partition(":")[0] for line in named] == [f"line {number}" for number in range(1, 11)]
    assert rest == "and 2 more lines"


@pytest.mark.parametrize("content", [b"PK\x03\x04canary", b"\xd0\xcf\x11\xe0canary", b"%PDF-canary"])
def test_a_file_that_is_no_text_is_said_with_what_to_do(content: bytes) -> None:
    with pytest.raises(RefusedLinesError, match="export the ids as text"):
        customer_ids(content)


def test_no_file_at_all_is_said_with_how_to_name_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(monkeypatch, "")

    assert "FILE=ids.txt" in capsys.readouterr().err


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
