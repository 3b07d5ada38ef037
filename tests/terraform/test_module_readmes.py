"""The README of every module says what the module is for, and lists its inputs and outputs as they are.

That its example can be planned: test_modules.py.
"""

import json
import re
from collections.abc import Callable

import pytest
import tftest

from tests.support.terraform.workspace import MODULES, module_names
from tools.module_readmes import tables, written
from tools.terraform_declarations import Declaration, declarations

PlanOf = Callable[[str], tftest.TerraformPlanOutput]


@pytest.mark.parametrize("name", module_names())
def test_the_tables_are_those_of_the_module(name: str) -> None:
    assert written(MODULES / name) == (MODULES / name / "README.md").read_text(), "run: python -m tools.module_readmes"


@pytest.mark.parametrize("name", module_names())
def test_a_readme_has_a_purpose_an_example_inputs_and_outputs_in_that_order(name: str) -> None:
    readme = (MODULES / name / "README.md").read_text()

    assert re.match(rf"# {name}\n\n[A-Z]", readme)
    assert re.findall("^## (.*)$", readme, re.MULTILINE) == ["Example", "Inputs", "Outputs"]
    assert re.findall("<!-- generated: ([a-z]+) -->", readme) == ["inputs", "outputs"]


def test_every_cell_of_a_table_stays_in_its_row() -> None:
    for name in module_names():
        for table in tables(MODULES / name).values():
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1


def test_what_is_read_of_a_module_is_what_terraform_reads(plan_of: PlanOf) -> None:
    """Of types Terraform says nothing."""
    calls = plan_of("dev")["configuration"]["root_module"]["module_calls"].values()
    by_terraform = {call["source"].rpartition("/")[2]: call["module"] for call in calls}

    assert sorted(by_terraform) == module_names()
    for name, module in by_terraform.items():
        declared = declarations(MODULES / name)
        variables = {each.name: each for each in declared if each.kind == "variable"}
        outputs = {each.name: each.description for each in declared if each.kind == "output"}
        assert outputs == {output: said["description"] for output, said in module["outputs"].items()}
        assert {each: said.description for each, said in variables.items()} == {
            variable: said["description"] for variable, said in module["variables"].items()
        }
        assert defaults(declared) == {
            variable: said["default"]
            for variable, said in module["variables"].items()
            if said.get("default") is not None and not isinstance(said["default"], dict)
        }


def defaults(declared: list[Declaration]) -> dict[str, object]:
    """Return the defaults but null, which Terraform leaves out, and maps, to which it adds what their types say."""
    found = {each.name: json.loads(each.default) for each in declared if each.default}
    return {name: value for name, value in found.items() if value is not None and not isinstance(value, dict)}
