"""Every belief of AWS has a source, a risk and a command, and the commands exist."""

import pytest

from tests.support.docs.beliefs import COLUMNS, commands, proofs, rows
from tests.support.docs.names import names_of_make_env, variables_of
from tests.support.docs.shell import complaints

every_row = pytest.mark.parametrize("row", rows()[1:], ids=lambda row: row[0][:60])


def test_the_table_has_its_columns() -> None:
    assert rows()[0] == COLUMNS


@every_row
def test_a_belief_is_complete(row: list[str]) -> None:
    assert len(row) == len(COLUMNS)
    assert all(row)


@every_row
def test_a_beliefs_source_can_be_read(row: list[str]) -> None:
    assert "](" in row[1]


@every_row
def test_a_beliefs_commands_exist(row: list[str]) -> None:
    assert [found for command in commands(row[-1]) for found in complaints(command)] == []


@every_row
def test_a_beliefs_commands_take_their_names_from_make(row: list[str]) -> None:
    assert variables_of("\n".join(commands(row[-1]))) <= names_of_make_env()


def test_no_belief_is_there_twice() -> None:
    beliefs = [row[0] for row in rows()]
    assert len(set(beliefs)) == len(beliefs)


def test_what_runs_by_itself_starts_with_a_program_that_is_there_on_aws() -> None:
    assert len(proofs()) > 5
    assert [proof.command for proof in proofs() if not commands(f"`{proof.command}`")] == []
