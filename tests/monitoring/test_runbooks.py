"""Every runbook answers the same four questions, with commands that exist."""

import re

import pytest

from tests.docs.shell import complaints, simple_commands
from tests.monitoring.files import ALARMS, RUNBOOKS
from tools.paths import TERRAFORM_DIRECTORY
from tools.settings import settings

SECTIONS = ["Meaning", "Impact", "Diagnosis", "Mitigation"]
CODE = re.compile(r"```bash\n(.*?)```", re.DOTALL)

# What Terraform's outputs may be: each that is declared, by its name alone.
DECLARED = re.findall(r'^output "(\w+)"', (TERRAFORM_DIRECTORY / "outputs.tf").read_text(), re.MULTILINE)
OUTPUTS = {name: name for name in DECLARED} | {
    "alarm_names": {alarm: alarm for alarm in ALARMS},
    "log_group_names": dict.fromkeys(("api_access", "api_execution", "ingest", "recommender"), "group"),
    "trace_group_names": dict.fromkeys(("all", "error", "slow"), "group"),
}

every_runbook = pytest.mark.parametrize("name", RUNBOOKS)


@every_runbook
def test_a_runbook_answers_four_questions_in_order(name: str) -> None:
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
    used = set(re.findall(r"\$\{?([A-Z][A-Z_]+)\}?", "\n".join(CODE.findall(RUNBOOKS[name]))))

    assert used
    assert used <= settings(OUTPUTS).keys()


def programs(text: str) -> set[str]:
    """Return what the code blocks of a text call."""
    return {words[0] for code in CODE.findall(text) for words in simple_commands(code) if words}
