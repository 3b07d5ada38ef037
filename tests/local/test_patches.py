"""Each patch names what in this project needs it: a line ``Needed by: …`` that ends its docstring.

What is named is a path, or the address of a resource in Terraform. A remark may follow in brackets.
"""

import ast
import re

import pytest

from local.launcher import patch_names
from tests.support.checkout import ROOT

LINE = re.compile(r"^Needed by: (?P<names>.+)\.$", re.MULTILINE)
REMARK = re.compile(r" \([^()]*\)")
NOTHING = "nothing at present"

# Their gaps are closed, but no part of the project would notice if they were open.
UNNEEDED = {
    "apigateway_integration_timeout": "the timeout of ingest is shorter",
    "apigateway_unlimited_methods": "the stage's methods have limits",
    "cloudwatch_alarm_suppression": "no alarm has a suppressor",
    "cloudwatch_dashboards": "there is no dashboard",
    "cloudwatch_metric_images": "no picture is kept",
    "iam_policy_variables": "no policy has a variable",
    "logs_metric_filters": "no log group has a metric filter",
    "sqs_message_move_tasks": "make drain moves messages itself",
    "stream_record_size": "a record's size and the form of its id are not read",
}


def needed_by(text: str) -> list[str]:
    """Return what the docstring of the module ``text`` names, or nothing where it has no such line or two of them."""
    lines = LINE.findall(ast.get_docstring(ast.parse(text)) or "")
    return REMARK.sub("", lines[0]).split(", ") if len(lines) == 1 else []


def exists(name: str) -> bool:
    """Return whether ``name`` is a path of the project, or ``module.MODULE.TYPE.NAME`` of its Terraform."""
    if not name.startswith("module."):
        return (ROOT / name).exists()
    _, module, kind, resource = name.split(".")
    sources = re.findall(
        rf'^module "{module}" {{\s+source\s+= "\./([\w/]+)"',
        "".join(path.read_text() for path in (ROOT / "terraform").glob("*.tf")),
        re.MULTILINE,
    )
    files = [path for source in sources for path in (ROOT / "terraform" / source).glob("*.tf")]
    return any(f'resource "{kind}" "{resource}"' in path.read_text() for path in files)


@pytest.mark.parametrize("name", patch_names())
def test_a_patch_names_what_needs_it_and_that_exists(name: str) -> None:
    named = needed_by((ROOT / "local" / "patches" / f"{name}.py").read_text())

    if name in UNNEEDED:
        assert named == [NOTHING]
    else:
        assert named
        assert [each for each in named if not exists(each)] == []


def test_a_patch_that_is_listed_as_unneeded_exists() -> None:
    assert set(UNNEEDED) <= set(patch_names())


@pytest.mark.parametrize(
    "name", ["tools/gone.py", "module.gone.aws_sqs_queue.this", "module.offers_topic.aws_sns_topic.gone"]
)
def test_what_is_gone_does_not_exist(name: str) -> None:
    assert not exists(name)


@pytest.mark.parametrize(
    "docstring", ["Gap: one.", "Gap: one.\n\nNeeded by: README.md.\nNeeded by: tools.", "Needed by: README.md"]
)
def test_a_docstring_without_the_line_or_with_two_names_nothing(docstring: str) -> None:
    assert needed_by(f'"""{docstring}\n"""\n') == []
