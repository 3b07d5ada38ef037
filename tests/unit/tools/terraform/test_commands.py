"""How Terraform is run for an environment on AWS, seen by a Terraform that notes what it is asked."""

import pytest

from tests.support.unit.tools.terraform_project import Project
from tools import terraform, terraform_root
from tools.environments import CommandError, environments
from tools.terraform import run


def test_environments_are_those_with_values_and_the_local_one_is_not_among_them() -> None:
    assert environments() == ["dev", "prod"]


@pytest.mark.parametrize("verb", ["plan", "destroy", "import"])
def test_a_command_uses_the_environments_values_state_and_data(project: Project, verb: str) -> None:
    assert run(verb, "dev", None, ["-target=module.ingest"]) == 0

    init, command = project.calls
    assert "-backend-config=path=environments/dev.tfstate" in init["words"]
    assert command["words"] == f"{verb} -no-color -var-file=environments/dev.tfvars -target=module.ingest"
    assert {init["root"], command["root"]} == {str(project.terraform)}
    assert {init["data"], command["data"]} == {str(project.directory / "cache" / "terraform" / "dev-local")}


def test_nothing_is_written_to_or_taken_from_the_users_configuration(project: Project) -> None:
    before = sorted(project.terraform.rglob("*"))

    run("plan", "prod", None, [])

    assert sorted(project.terraform.rglob("*")) == before


def test_it_is_said_when_an_endpoint_leads_elsewhere_than_to_aws(
    project: Project, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    run("plan", "dev", None, [])
    assert "AWS_ENDPOINT_URL" not in capfd.readouterr().err

    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://canary:8000")
    run("plan", "dev", None, [])

    said = capfd.readouterr().err
    assert "goes where AWS_ENDPOINT_URL_DYNAMODB of your environment say" in said
    assert "canary" not in said


def test_outputs_need_no_values_and_no_build(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terraform, "build", None)

    run("output", "dev", None, ["-json"])

    assert project.calls[-1]["words"] == "output -no-color -json"


@pytest.mark.parametrize(("fails", "calls"), [("init", 1), ("plan", 2)])
@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_a_failure_of_terraform_is_the_commands_own(
    project: Project, monkeypatch: pytest.MonkeyPatch, environment: str, fails: str, calls: int
) -> None:
    monkeypatch.setenv("FAIL", fails)

    assert run("plan", environment, None, []) == 1

    assert len(project.calls) == calls


def test_any_environment_with_a_values_file_is_one(project: Project) -> None:
    (project.environments / "staging.tfvars").touch()

    assert run("plan", "staging", None, []) == 0

    init, command = project.calls
    assert "-backend-config=path=environments/staging.tfstate" in init["words"]
    assert command["words"] == "plan -no-color -var-file=environments/staging.tfvars"


def test_an_environment_without_a_values_file_is_refused_and_the_file_named(project: Project) -> None:
    with pytest.raises(CommandError, match=r"make terraform/environments/staging\.tfvars, as a copy of .*dev\.tfvars"):
        run("plan", "staging", None, [])

    assert project.calls == []


@pytest.mark.parametrize("environment", ["Staging", "../dev", "s", "a-name-of-17-chars"])
def test_a_name_that_no_environment_may_have_is_refused_with_the_rule(project: Project, environment: str) -> None:
    with pytest.raises(CommandError, match="2 to 16 lower-case letters, digits or hyphens"):
        run("plan", environment, None, [])

    assert project.calls == []


def test_values_that_are_another_environments_are_refused_before_anything_is_changed(
    project: Project, values: None
) -> None:
    """A copy of dev.tfvars in which dev still stands would change dev, by an empty state."""
    (project.environments / "staging.tfvars").touch()

    with pytest.raises(CommandError, match=r'staging\.tfvars sets environment = "dev"'):
        run("apply", "staging", None, [])

    assert [call["words"].split()[0] for call in project.calls] == ["init"]


@pytest.mark.parametrize(("environment", "advice"), [("local", "make up"), ("", "dev|prod"), ("stage", "dev|prod")])
def test_an_environment_that_does_not_exist_is_answered_with_those_that_do(
    project: Project, environment: str, advice: str
) -> None:
    with pytest.raises(CommandError) as caught:
        run("apply", environment, None, [])

    assert advice in str(caught.value)
    assert project.calls == []


@pytest.mark.parametrize(
    ("terminals", "no_color", "coloured"),
    [((True, True), "", True), ((True, False), "", False), ((False, True), "", False), ((True, True), "1", False)],
)
def test_colours_are_for_terminals_alone_and_not_where_nobody_wants_any(
    monkeypatch: pytest.MonkeyPatch, terminals: tuple[bool, bool], no_color: str, coloured: bool
) -> None:
    """Terraform writes questions and errors on one stream, results on the other; either may go into a file."""
    monkeypatch.setenv("NO_COLOR", no_color)
    for name, terminal in zip(("stdout", "stderr"), terminals, strict=True):
        monkeypatch.setattr(f"sys.{name}.isatty", lambda terminal=terminal: terminal)

    assert (terraform_root.colour() == []) is coloured
