"""Every runbook answers the same four questions, with commands that exist."""

import re
import shlex
from collections.abc import Iterator
from functools import cache

import botocore.session
import pytest
from botocore import xform_name
from botocore.model import ServiceModel

from tests.monitoring.files import ROOT, RUNBOOKS

SECTIONS = ["Meaning", "Impact", "Diagnosis", "Mitigation"]
# What the AWS CLI calls a service where its model has another name.
MODELS = {"s3api": "s3"}
OPTIONS_OF_THE_CLI = {"max-items", "output", "query", "region"}

every_runbook = pytest.mark.parametrize("name", RUNBOOKS)


@every_runbook
def test_a_runbook_answers_four_questions_in_order(name: str) -> None:
    assert RUNBOOKS[name].startswith(f"# {name}\n")
    assert re.findall(r"^## (.*)$", RUNBOOKS[name], re.MULTILINE) == SECTIONS


@every_runbook
def test_a_runbook_has_commands_to_look_and_to_act(name: str) -> None:
    diagnosis, mitigation = RUNBOOKS[name].split("## Diagnosis")[1].split("## Mitigation")

    assert list(aws_commands(diagnosis))
    assert list(aws_commands(mitigation))


@every_runbook
def test_a_runbooks_commands_are_those_of_the_aws_cli(name: str) -> None:
    for service, operation, *rest in aws_commands(RUNBOOKS[name]):
        members = options_of(service, operation)
        given = {word.removeprefix("--").split("=")[0] for word in rest if word.startswith("--")}

        assert given <= members | OPTIONS_OF_THE_CLI, f"aws {service} {operation}"


@every_runbook
def test_the_terraform_outputs_that_a_runbook_reads_exist(name: str) -> None:
    outputs = set(re.findall(r'^output "(\w+)"', (ROOT / "terraform" / "outputs.tf").read_text(), re.MULTILINE))
    read = set(re.findall(r"\btf ([a-z_]+)", RUNBOOKS[name]))

    assert read
    assert read <= outputs


def aws_commands(text: str) -> Iterator[list[str]]:
    """Yield the words behind ``aws`` of every command in the code blocks of a text."""
    for block in re.findall(r"```bash\n(.*?)```", text, re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            # What the shell puts in for $(…) is one word.
            words = shlex.split(re.sub(r"\$\([^)]*\)", "VALUE", line))
            if words[:1] == ["aws"]:
                yield words[1:]


@cache
def options_of(service: str, operation: str) -> frozenset[str]:
    """Return the options of an AWS CLI command, from the service model that the CLI is made of."""
    model = ServiceModel(botocore.session.get_session().get_service_data(MODELS.get(service, service)), service)
    named = {xform_name(name, "-"): name for name in model.operation_names}
    shape = model.operation_model(named[operation]).input_shape
    return frozenset(xform_name(member, "-") for member in (shape.members if shape else {}))
