"""The tables of contracts/README.md are those of the contract, and what they say of settings is so."""

import re

import pytest

from tests.support.contracts.documents import CONTRACTS, openapi
from tools.contract_tables import filled, tables
from tools.paths import ROOT

README = (CONTRACTS / "README.md").read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_contract() -> None:
    assert filled(README) == README, "run: python -m tools.contract_tables"


def test_every_table_that_is_made_stands_in_the_readme_once() -> None:
    assert sorted(re.findall("<!-- generated: ([a-z]+) -->", README)) == sorted(tables())


def test_a_table_that_was_changed_by_hand_is_written_again() -> None:
    changed = README.replace("| 503 | `service-unavailable` |", "| 504 | `too-late` |")

    assert changed != README
    assert filled(changed) == README


def test_a_table_that_nobody_makes_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled("<!-- generated: elsewhere -->\n<!-- end -->\n")


def test_every_cell_of_a_table_stays_in_its_row() -> None:
    for table in tables().values():
        columns = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(columns) == 1


def test_a_key_is_remembered_as_long_as_the_contract_says() -> None:
    """The time to live of an interest event is that of its key, because the event is what remembers it."""
    variables = (ROOT / "terraform" / "variables_functions.tf").read_text(encoding="utf-8")
    default = re.search(r'variable "interest_ttl_days" \{[^}]*?default\s+= (\d+)', variables)
    documented = re.search(r"(\d+) days", openapi()["components"]["parameters"]["IdempotencyKey"]["description"])

    assert default
    assert documented
    assert documented[1] == default[1]
