"""What holds for every file of the configuration, so that it stays easy to read and to upgrade."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import tftest

from tests.support.terraform.configuration import attributes_used
from tests.support.terraform.workspace import CONFIGURATION, MODULES, Terraform, environment, module_names

PlanOf = Callable[[str], tftest.TerraformPlanOutput]
ROOTS = {"root": CONFIGURATION, **{name: MODULES / name for name in module_names()}}
# The pipeline, and what looks at it from beside.
CALLERS = {"main.tf", "monitoring.tf", "watch.tf"}
AWS = "registry.terraform.io/hashicorp/aws"


def blocks(directory: Path, kind: str) -> list[tuple[str, str]]:
    """Return the blocks of one kind in a directory: label and text."""
    return [block for path in sorted(directory.glob("*.tf")) for block in blocks_of(path, kind)]


def blocks_of(path: Path, kind: str) -> list[tuple[str, str]]:
    """Return the blocks of one kind in a file, in their order: label and text."""
    return re.findall(rf'^{kind} "(\w+)" \{{\n(.*?)^\}}', path.read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ROOTS)
def test_every_variable_has_a_description_a_type_and_a_word_on_null(name: str) -> None:
    for variable, text in blocks(ROOTS[name], "variable"):
        assert re.search(r'^  description = ".{15,}"$', text, re.MULTILINE), variable
        assert re.search(r"^  type +=", text, re.MULTILINE), variable
        assert not re.search(r"\bany\b", text.split("validation {")[0].split("description", 1)[1].split("\n", 1)[1]), (
            variable
        )
        nullable = "default     = null" in text
        assert nullable != bool(re.search(r"^  nullable += false$", text, re.MULTILINE)), variable


@pytest.mark.parametrize("name", ROOTS)
def test_every_variable_is_used(name: str) -> None:
    files = [path for path in ROOTS[name].glob("*.tf") if not path.name.startswith("variables")]
    used = {found for path in files for found in re.findall(r"\bvar\.(\w+)", path.read_text())}

    assert used == {variable for variable, _ in blocks(ROOTS[name], "variable")}


@pytest.mark.parametrize("name", ROOTS)
def test_every_output_has_a_description(name: str) -> None:
    for output, text in blocks(ROOTS[name], "output"):
        assert re.search(r'^  description = ".{15,}"$', text, re.MULTILINE), output


@pytest.mark.parametrize("kind", ["variable", "output"])
@pytest.mark.parametrize("name", ROOTS)
def test_variables_and_outputs_are_in_alphabetical_order(name: str, kind: str) -> None:
    for path in ROOTS[name].glob("*.tf"):
        labels = [label for label, _ in blocks_of(path, kind)]

        assert all(one < other for one, other in pairwise(labels)), path


@pytest.mark.parametrize("name", module_names())
def test_a_module_calls_no_other_module(name: str) -> None:
    assert calls_below(MODULES / name) == []


@pytest.mark.parametrize("call", ['module "sibling" {\n', "  module sibling{\n", 'module\t"sibling" {}\n'])
def test_a_call_of_a_sibling_is_found_however_it_is_written(call: str, tmp_path: Path) -> None:
    (tmp_path / "nested").mkdir()
    (tmp_path / "nested" / "main.tf").write_text(f"# Of this module.\n{call}")

    assert calls_below(tmp_path) == ["nested/main.tf"]


def calls_below(directory: Path) -> list[str]:
    """Return the files of a module, and of those below it, that call a module."""
    call = re.compile(r'^\s*module\s+("\w+"|\w+)\s*\{', re.MULTILINE)
    return [str(path.relative_to(directory)) for path in directory.rglob("*.tf") if call.search(path.read_text())]


@pytest.mark.parametrize("name", module_names())
def test_a_module_needs_the_versions_that_the_root_needs(name: str) -> None:
    """The root's file has its backend besides."""
    versions, root = (MODULES / name / "versions.tf").read_text(), (CONFIGURATION / "terraform.tf").read_text()

    assert root.startswith(versions.removesuffix("}\n"))


def test_the_root_holds_module_calls_and_no_resources() -> None:
    assert blocks(CONFIGURATION, 'resource "[a-z_]+"') == []
    assert blocks(CONFIGURATION, 'data "[a-z_]+"') == []
    assert {path.name for path in CONFIGURATION.glob("*.tf") if "module" in path.read_text().split()} == CALLERS


def test_every_module_is_called_by_the_root(plan_of: PlanOf) -> None:
    calls = plan_of("dev")["configuration"]["root_module"]["module_calls"].values()

    assert sorted({call["source"].removeprefix("./modules/") for call in calls}) == module_names()


def test_the_aws_provider_is_the_only_one(plan_of: PlanOf) -> None:
    assert {each["full_name"] for each in plan_of("dev")["configuration"]["provider_config"].values()} == {AWS}


def test_the_lock_file_pins_a_version_that_the_constraint_allows() -> None:
    required = re.search(r'source  = "hashicorp/aws"\s+version = "(.*)"', (CONFIGURATION / "terraform.tf").read_text())
    lock = (CONFIGURATION / ".terraform.lock.hcl").read_text()

    assert required
    assert f'constraints = "{required[1]}"' in lock
    assert 'version     = "5.100.0"' in lock
    assert lock.count("provider ") == 1


def test_the_files_are_formatted() -> None:
    directories = [str(CONFIGURATION), str(Path(__file__).parent)]
    for directory in directories:
        command = ["terraform", "fmt", "-check", "-recursive", directory]
        result = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)

        assert result.returncode == 0, result.stdout + result.stderr


def test_nothing_is_used_that_the_provider_marks_as_deprecated(root: Terraform, plan_of: PlanOf) -> None:
    """Version 6 of the provider removed what 5.100 marks so: https://registry.terraform.io/providers/hashicorp/aws."""
    schema = json.loads(root.execute_command("providers", "schema", "-json").out)
    resources = schema["provider_schemas"][AWS]["resource_schemas"]
    calls = plan_of("dev")["configuration"]["root_module"]["module_calls"].values()
    used = {each for call in calls for each in attributes_used(call)}
    kinds = {kind for kind, _ in used} & resources.keys()
    deprecated = {(kind, name) for kind in kinds for name in deprecated_names(resources[kind]["block"])}

    assert used >= {("aws_dynamodb_table", name) for name in ("attribute.type", "global_secondary_index.range_key")}
    assert used & deprecated == set()


def deprecated_names(block: dict[str, Any]) -> Iterator[str]:
    """Yield what a provider's schema marks as deprecated, named like a nested argument."""
    for name, attribute in block.get("attributes", {}).items():
        if attribute.get("deprecated"):
            yield name
    for name, nested in block.get("block_types", {}).items():
        if nested["block"].get("deprecated"):
            yield name
        yield from (f"{name}.{inner}" for inner in deprecated_names(nested["block"]))
