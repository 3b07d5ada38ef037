"""The change log has the form of Keep a Changelog, and a section for each contract that was released."""

import re
from datetime import date

import yaml

from tools.paths import ROOT

TEXT = (ROOT / "CHANGELOG.md").read_text()
SECTIONS = re.findall(r"^## \[(.+)\](?: - (\S+))?$", TEXT, re.MULTILINE)
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_it_begins_with_what_is_not_released() -> None:
    assert SECTIONS[0] == ("Unreleased", "")


def test_every_released_contract_has_a_section_newest_first() -> None:
    released = sorted(
        (path.name for path in (ROOT / "contracts" / "released").iterdir()),
        key=lambda version: [int(part) for part in version.split(".")],
        reverse=True,
    )

    assert [version for version, _ in SECTIONS[1:]] == released


def test_the_contracts_own_version_is_the_last_that_was_released() -> None:
    contract = yaml.safe_load((ROOT / "contracts" / "openapi.yaml").read_text())

    assert SECTIONS[1][0] == contract["info"]["version"]


def test_the_dates_go_back_in_time() -> None:
    dates = [date.fromisoformat(day) for _, day in SECTIONS[1:]]

    assert dates == sorted(dates, reverse=True)


def test_the_kinds_of_change_are_those_of_the_form() -> None:
    assert {*re.findall(r"^### (.+)$", TEXT, re.MULTILINE)} <= KINDS
