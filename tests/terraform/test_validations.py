"""Every validation of a variable and precondition of an output refuses what it is there for, and says what to do.

All cases run in one plan of modules that hold the variables alone, and the outputs that check them: that needs no
provider.
"""

import json
import re
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.monitoring.files import MONITORING
from tests.support.terraform.workspace import CONFIGURATION, MODULES, Terraform, make_build, module_names

INVALID = Path(__file__).parent / "invalid"
SOURCES = {"root": CONFIGURATION, **{name: MODULES / name for name in module_names()}}
SETS = {name: yaml.safe_load((INVALID / f"{name}.yaml").read_text()) for name in SOURCES}
CASES = [(name, number) for name, cases in SETS.items() for number in range(len(cases["invalid"]))]
ALARMS: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "alarms.yaml").read_text())
QUERY = {"title": "Spent", "summary": "What was spent.", "log_groups": ["ingest"], "query": "stats count(*)"}
QUERIES = {
    "queries": QUERY,
    "queries_of_others": {**QUERY, "log_groups": ["ingest", "billing"]},
    "queries_with_more": {**QUERY, "owner": "nobody"},
}
RULE = re.compile(r"validation rule at ([\w./]+:\d+),")


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What Terraform says: name of a case => the texts of its errors."""
    directory = tmp_path_factory.mktemp("validations")
    make_build(directory / "build")
    workspace = directory / "workspace"
    for folder, changed in ALARMS.items():
        alarm = {name: value for name, value in {**ALARMS["alarms"], **changed}.items() if value is not None}
        (workspace / folder).mkdir(parents=True)
        (workspace / folder / "ingest-InsertError.yaml").write_text(yaml.safe_dump(alarm))
    (workspace / "schemas").symlink_to(MONITORING / "schemas")
    (workspace / "runbooks").mkdir()
    (workspace / "runbooks" / "ingest-InsertError.md").touch()
    for directory_name, query in QUERIES.items():
        (workspace / directory_name).mkdir()
        (workspace / directory_name / "spent.yaml").write_text(json.dumps(query))
    for name, source in SOURCES.items():
        (workspace / name).mkdir(parents=True)
        for path in checked_files(source):
            (workspace / name / path.name).symlink_to(path)
        write_call(workspace, name, "valid", {})
        for number, case in enumerate(SETS[name]["invalid"]):
            write_call(workspace, name, str(number), case["set"])

    terraform = Terraform(workspace)
    terraform.execute_command("init", "-input=false")
    # Rules that compare variables are checked last, and only where no other rule was broken. So what was refused is
    # taken out, and the rest is planned again.
    said: dict[str, list[str]] = defaultdict(list)
    while errors := plan_errors(terraform):
        for filename, detail in errors:
            said[filename.removesuffix(".tf.json")].append(detail)
            (workspace / filename).unlink(missing_ok=True)
    return said


def checked_files(source: Path) -> list[Path]:
    """Return the files of a module that hold its checks and what these look at, and need no provider."""
    return [*source.glob("variables*.tf"), *source.glob("filter*.tf"), *source.glob("mistakes*.tf")]


def write_call(workspace: Path, module: str, case: str, changed: dict[str, Any]) -> None:
    label = f"{module}-{case}"
    call = {"source": f"./{module}", **SETS[module]["valid"], **expanded(changed)}
    if "filter_policy" in SETS[module]["valid"] and "name" not in changed:
        call["name"] = label  # a precondition says by it whose value it refuses
    if module == "monitoring":
        call["prefix"] = label
    (workspace / f"{label}.tf.json").write_text(json.dumps({"module": {label: call}}))


def expanded(value: Any) -> Any:
    """Return a value of a case with every ``{times: N, value: V}`` written out: as a list or, with ``name``, a map.

    A pair of braces in a text or a name stands for the number.
    """
    if isinstance(value, list):
        return [expanded(each) for each in value]
    if not isinstance(value, dict):
        return value
    if not {"times", "value"} <= value.keys():
        return {name: expanded(each) for name, each in value.items()}
    made = value["value"]
    items = [made.format(number) if isinstance(made, str) else made for number in range(value["times"])]
    return {value["name"].format(number): each for number, each in enumerate(items)} if "name" in value else items


def plan_errors(terraform: Terraform) -> list[tuple[str, str]]:
    """Plan, and return the errors: the file that has the value, and what is said about it."""
    command = ["terraform", "plan", "-json", "-input=false", "-lock=false"]
    result = subprocess.run(
        command, cwd=terraform.tfdir, env=terraform.env, capture_output=True, text=True, check=False
    )
    diagnostics = [
        message["diagnostic"] for message in map(json.loads, result.stdout.splitlines()) if "diagnostic" in message
    ]
    assert result.returncode == bool(diagnostics), result.stdout
    return [place_and_detail(diagnostic) for diagnostic in diagnostics]


def place_and_detail(diagnostic: dict[str, Any]) -> tuple[str, str]:
    """A precondition is placed where it stands: it names the module that has the value."""
    filename, detail = diagnostic["range"]["filename"], diagnostic["detail"]
    if "/" not in filename:
        return filename, detail
    label = re.search(r"The filter of (\S+) can|Alarms of (\S+):", detail)
    assert label, diagnostic
    line = diagnostic["range"]["start"]["line"] - 1
    return f"{label[1] or label[2]}.tf.json", f"{detail} (validation rule at {filename}:{line},)"


@pytest.mark.parametrize("name", SOURCES)
def test_valid_values_are_taken(name: str, refusals: dict[str, list[str]]) -> None:
    assert refusals.get(f"{name}-valid", []) == []


@pytest.mark.parametrize(("name", "number"), CASES)
def test_a_value_against_the_rule_is_refused(name: str, number: int, refusals: dict[str, list[str]]) -> None:
    case = SETS[name]["invalid"][number]
    said = refusals[f"{name}-{number}"]

    assert [case["says"] in detail for detail in said] == [True], said


@pytest.mark.parametrize("name", SOURCES)
def test_every_validation_has_a_value_that_it_refuses(name: str, refusals: dict[str, list[str]]) -> None:
    rules = {
        f"{name}/{path.name}:{number}"
        for path in checked_files(SOURCES[name])
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if line.strip() in {"validation {", "precondition {"}
    }
    broken = {found for details in refusals.values() for detail in details for found in RULE.findall(detail)}

    assert {rule for rule in broken if rule.startswith(f"{name}/")} == rules
