"""The Postman collection and environment that are made from the contract."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.paths import ROOT
from tools.postman.__main__ import TARGET, files, write
from tools.postman.contract import Contract

# What a storefront cannot bring about by a request.
NOT_AT_WILL = {429, 500, 503}


def collection() -> Any:
    return json.loads(files()["collection.json"])


def items() -> list[dict[str, Any]]:
    return [item for folder in collection()["item"] for item in folder["item"]]


def names(node: Any) -> Iterator[str]:
    """Yield the names of all members below ``node``."""
    if isinstance(node, dict):
        yield from node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from names(child)


@pytest.mark.parametrize("name", ["collection.json", "environment.json"])
def test_the_committed_files_are_those_that_the_contract_gives(name: str) -> None:
    message = "contracts/ changed: run `python -m tools.postman` and commit contracts/postman/."
    assert (TARGET / name).read_text(encoding="utf-8") == files()[name], message


def test_files_are_written_once_and_then_left_alone(tmp_path: Path) -> None:
    assert write(tmp_path) == ["collection.json", "environment.json"]
    assert write(tmp_path) == []


def test_they_hold_no_id_that_would_change_from_run_to_run() -> None:
    found = {name for content in files().values() for name in names(json.loads(content))}
    assert found & {"id", "_postman_id", "_exporter_id", "uid", "_postman_exported_at"} == set()


def test_every_request_has_a_name_of_its_own() -> None:
    assert len({item["name"] for item in items()}) == len(items())


def test_they_hold_no_key_but_a_place_for_it() -> None:
    values = {value["key"]: value for value in json.loads(files()["environment.json"])["values"]}
    assert values["api_key"] == {"key": "api_key", "value": "", "type": "secret", "enabled": True}
    assert {"key": "value", "value": "{{api_key}}"} in collection()["auth"]["apikey"]


def test_every_example_of_the_contract_is_posted_as_it_stands_in_its_file() -> None:
    posted = {item["request"].get("body", {}).get("raw") for item in items()}
    examples = list((ROOT / "contracts" / "examples").glob("*/recommend-request.*.json"))
    assert len(examples) > 10
    assert [path.name for path in examples if path.read_text(encoding="utf-8").strip() not in posted] == []


def test_no_example_holds_what_postman_would_take_for_a_variable() -> None:
    assert [example.name for example in Contract.load(ROOT / "contracts").examples() if "{{" in example.body] == []


def test_every_status_that_a_request_can_bring_about_is_expected_by_one() -> None:
    contract = Contract.load(ROOT / "contracts")
    statuses = {response.status for method in ("post", "options") for response in contract.responses(method)}
    scripts = json.dumps([item["event"] for item in items()])
    assert {status for status in statuses if f"the status is {status}" not in scripts} == NOT_AT_WILL


def test_the_sample_shows_a_response_of_every_status() -> None:
    saved = next(item for item in items() if item["name"] == "sample")["response"]
    assert {response["code"] for response in saved} == {
        response.status for response in Contract.load(ROOT / "contracts").responses("post")
    }


def test_schemas_in_scripts_stand_by_themselves() -> None:
    assert "$ref" not in files()["collection.json"]
    assert "$schema" not in files()["collection.json"]
