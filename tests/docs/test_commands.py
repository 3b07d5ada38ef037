"""The shell code of runbooks, and of documents that no other test runs, works on the stack that is up.

It runs in a checkout initialised by ``make up``, as a user's is: whatever needs a state finds the right one.
"""

import re
from collections.abc import Mapping

import pytest

from tests.support import machine
from tests.support.checkout import ROOT, Checkout
from tests.support.docs.blocks import SHELL, blocks
from tests.support.docs.running import on_the_stack_that_is_up, path_with_aws
from tests.support.docs.shell import complaints
from tests.support.target import Target
from tools.journey import SAMPLE

RUNBOOKS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "monitoring" / "runbooks").glob("*.md"))
TERRAFORM = "terraform/README.md"
MONITORING = "docs/monitoring.md"
# test_own_stacks.py
ON_AWS_ALONE = {"Apply it to an AWS account", "What belongs to the account", "Where the state is"}
# Documents whose commands other tests run, or that say how to run tests.
ELSEWHERE = {
    "CONTRIBUTING.md": "tests/unit/repository/test_guides.py",
    "README.md": "test_readme.py, test_own_stacks.py",
    "contracts/README.md": "test_storefront_examples.py",
    "docs/catalogue.md": "test_catalogue.py",
    "docs/aws-beliefs.md": "test_own_stacks.py",
    "docs/drills.md": "test_drills.py",
    "docs/performance.md": "tests/performance/test_document.py",
    "docs/recovery.md": "test_recovery.py",
    "docs/tracing.md": "test_tracing.py",
    "tests/fuzz/README.md": "tests/fuzz",
    "tests/reliability/README.md": "tests/reliability",
}
# Many a runbook ends with this. It changes nothing and takes Terraform half a minute, so one run shows it for all.
READS_ALONE = {"make plan ENV=prod\n"}
BY_HAND = re.compile(
    r"(?<![.\w])terraform( -chdir=\S+)? (apply|console|destroy|import|init|output|plan|refresh|show|state)\b"
)
# What runs it for others, and Terraform's own comment.
MAY_NAME_IT = {"Makefile": 1, "terraform/.terraform.lock.hcl": 1, "tools/check_steps.py": 1}
SEARCHED = ("*.md", "*.tf", "*.tfvars", "*.yaml", "*.hcl", "Makefile", "tools/**/*", "local/**/*.py")
NOT_OURS = {".venv", ".local", ".terraform", "node_modules", "tests", "__pycache__"}

pytestmark = pytest.mark.local_only


def documents() -> list[str]:
    """Return the documents that have shell code."""
    found = (path for path in ROOT.rglob("*.md") if not {".venv", ".local", "node_modules"} & {*path.parts})
    names = (str(path.relative_to(ROOT)) for path in found)
    return sorted(name for name in names if any(block.language in SHELL for block in blocks(name)))


def code_of(document: str) -> list[str]:
    """Return the shell code of a document that works on any deployment, block by block."""
    return [block.text for block in blocks(document) if block.language in SHELL and block.heading not in ON_AWS_ALONE]


def test_the_commands_of_every_document_run_in_a_test() -> None:
    assert set(documents()) == {*RUNBOOKS, TERRAFORM, MONITORING, *ELSEWHERE}


@pytest.mark.parametrize("document", documents())
def test_every_command_of_a_document_exists(document: str) -> None:
    assert [found for block in blocks(document) if block.language in SHELL for found in complaints(block.text)] == []


def test_nobody_is_asked_to_run_terraform_by_hand() -> None:
    named = {}
    for path in {path for pattern in SEARCHED for path in ROOT.rglob(pattern) if path.is_file()}:
        name = path.relative_to(ROOT)
        found = [] if NOT_OURS & {*name.parts} else BY_HAND.findall(path.read_text())
        if found:
            named[str(name)] = len(found)

    assert named == MAY_NAME_IT


@pytest.fixture
def placeholders(target: Target) -> Mapping[str, str]:
    """What a reader puts in for the words in capitals."""
    functions, live = target.client("lambda"), f"{target.environment['RECOMMENDER_FUNCTION']}:live"
    (mapping,) = functions.list_event_source_mappings(FunctionName=live)["EventSourceMappings"]
    return {
        "VERSION": functions.get_alias(FunctionName=live.partition(":")[0], Name="live")["FunctionVersion"],
        "UUID": mapping["UUID"],
    }


@pytest.fixture(scope="module")
def run_before() -> set[str]:
    """The blocks of :data:`READS_ALONE` that succeeded already."""
    return set()


@pytest.mark.parametrize("document", [*RUNBOOKS, TERRAFORM, MONITORING])
def test_the_commands_of_a_document_succeed(
    document: str,
    up: Checkout,
    target: Target,
    placeholders: Mapping[str, str],
    figures: machine.Notice,
    run_before: set[str],
) -> None:
    target.post(SAMPLE)  # so that there are logs, metrics and traces to look at
    due = [block for block in code_of(document) if block not in run_before]
    code = "\n".join(due)
    for name, value in placeholders.items():
        code = re.sub(rf"(?<= ){name}(?=\s)", value, code)

    up.run(on_the_stack_that_is_up(code), PATH=path_with_aws(figures))
    run_before.update(READS_ALONE.intersection(due))


def test_aws_is_the_pinned_one(figures: machine.Notice, up: Checkout) -> None:
    pinned = re.search(r"^awscli==(\S+)", machine.AWS_CLI.read_text(), re.MULTILINE)[1]

    assert f"aws-cli/{pinned} " in up.run("aws --version", PATH=path_with_aws(figures))
