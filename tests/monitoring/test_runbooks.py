"""Every runbook answers the same four questions, with commands that exist."""

import re

import pytest

from tests.support.docs.names import names_of_make_env, variables_of
from tests.support.docs.shell import complaints, simple_commands
from tests.support.monitoring.files import RUNBOOKS

SECTIONS = ["Meaning", "Impact", "Diagnosis", "Mitigation"]
CODE = re.compile(r"```bash\n(.*?)```", re.DOTALL)

every_runbook = pytest.mark.parametrize("name", RUNBOOKS)


@every_runbook
def test_a_runbook_settles_four_questions_in_order(name: str) -> None:
    assert RUNBOOKS[name].startswith(f"# {name}\n")
    assert re.findall(r"^## (.*)$", RUNBOOKS[name], re.MULTILINE) == SECTIONS


@every_runbook
def test_a_runbook_has_commands_to_look_and_to_act(name: str) -> None:
    diagnosis, mitigation = RUNBOOKS[name].split("## Diagnosis")[1].split("## Mitigation")

    assert "aws" in programs(diagnosis)
    assert {"aws", "make"} & programs(mitigation)


@every_runbook
def test_a_runbooks_commands_exist(name: str) -> None:
    assert complaints("\n".join(CODE.findall(RUNBOOKS[name]))) == []


@every_runbook
def test_a_runbook_takes_its_names_from_make(name: str) -> None:
    used = variables_of("\n".join(CODE.findall(RUNBOOKS[name])))

    assert used
    assert used <= names_of_make_env()


def programs(text: str) -> set[str]:
    """Return what the code blocks of a text call."""
    return {words[0] for code in CODE.findall(text) for words in simple_commands(code) if words}
