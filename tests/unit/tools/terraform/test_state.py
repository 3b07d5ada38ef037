"""Where an environment's state is, how it moves, and what no command does to it."""

from pathlib import Path

import pytest

from tests.support.unit.tools.terraform_project import APPLIED, DESTROYED, Project
from tools.paths import TERRAFORM_DIRECTORY
from tools.terraform import run
from tools.terraform_state import StateError


def test_a_bucket_is_used_by_the_environment_that_names_one_and_nobody_has_to_say_so(project: Project) -> None:
    run("plan", "prod", None, [])

    init, command = project.calls
    assert "-backend-config=environments/prod.s3.tfbackend" in init["words"]
    assert (init["bucket"], command["bucket"]) == (1, 1)
    assert {"main.tf", "environments"} <= set(command["sees"].split())


@pytest.mark.parametrize(("environment", "kind"), [("dev", "local"), ("prod", "s3")])
def test_a_backend_that_is_given_by_habit_is_taken_where_it_is_the_right_one(
    project: Project, environment: str, kind: str
) -> None:
    assert run("plan", environment, kind, []) == 0


@pytest.mark.parametrize(
    ("environment", "kind", "reason"),
    [("dev", "s3", "no terraform/environments/dev.s3.tfbackend"), ("prod", "local", "names its bucket")],
)
def test_a_backend_that_is_not_the_environments_own_is_refused(
    project: Project, environment: str, kind: str, reason: str
) -> None:
    with pytest.raises(StateError, match=reason):
        run("apply", environment, kind, [])

    assert project.calls == []


@pytest.mark.parametrize("name", ["backend_override.tf", "override.tf", "mine_override.tf.json"])
@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_another_override_of_the_backend_is_refused_and_left_alone(
    project: Project, environment: str, name: str
) -> None:
    override = project.terraform / name
    override.write_text('terraform { backend "s3" { bucket = "mine" } }')

    with pytest.raises(StateError, match=name):
        run("apply", environment, None, [])

    assert project.calls == []
    assert "mine" in override.read_text()


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_a_state_of_terraform_run_by_hand_is_named_not_seen_and_left_alone(
    project: Project, environment: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Terraform would ask whether to take it over, with nobody there to answer."""
    by_hand = [project.terraform / "terraform.tfstate", project.terraform / "terraform.tfstate.d" / "mine" / "state"]
    for state in by_hand:
        state.parent.mkdir(parents=True, exist_ok=True)
        state.write_text(APPLIED)

    assert run("plan", environment, None, []) == 0

    for call in project.calls:
        assert {"main.tf", "environments"} <= set(call["sees"].split())
        assert "terraform.tfstate" not in call["sees"]
    said = capfd.readouterr().err
    assert "terraform/terraform.tfstate, terraform/terraform.tfstate.d" in said
    assert f"environments/{environment}." in said
    assert [state.read_text() for state in by_hand] == [APPLIED, APPLIED]


@pytest.mark.parametrize("name", ["TF_WORKSPACE", "TF_CLI_ARGS_init"])
@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_a_state_that_the_callers_environment_chooses_is_not_taken_and_said(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    environment: str,
    name: str,
) -> None:
    monkeypatch.setenv(name, "canary")

    assert run("plan", environment, None, []) == 0

    assert [call["by"] for call in project.calls] == ["", ""]
    said = capfd.readouterr().err
    assert name in said
    assert "canary" not in said


def test_a_state_in_two_places_is_refused_until_one_is_gone(project: Project) -> None:
    state = project.environments / "prod.tfstate"
    state.write_text(APPLIED)
    with pytest.raises(StateError, match="make move-state ENV=prod"):
        run("apply", "prod", None, [])
    assert project.calls == []

    state.write_text(DESTROYED)

    assert run("apply", "prod", None, []) == 0


@pytest.mark.parametrize("content", [b"<<<<<<< HEAD", b"[]", b"\xff\xfe{\x00}\x00"], ids=["conflict", "list", "UTF-16"])
def test_a_state_that_cannot_be_read_is_said_and_nothing_is_begun(project: Project, content: bytes) -> None:
    state = project.environments / "prod.tfstate"
    state.write_bytes(content)

    with pytest.raises(StateError, match=r"environments/prod\.tfstate is no state"):
        run("apply", "prod", None, [])

    assert project.calls == []
    assert state.read_bytes() == content


def test_a_state_without_a_byte_is_one_without_resources(project: Project) -> None:
    (project.environments / "prod.tfstate").touch()

    assert run("apply", "prod", None, []) == 0


def test_a_state_moves_into_the_bucket_that_its_environment_names(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.environments / "prod.tfstate").write_text(APPLIED)
    monkeypatch.setenv("STATE_PULL", APPLIED)

    assert run("move-state", "prod", None, []) == 0

    here, there = project.calls
    assert "-backend-config=path=environments/prod.tfstate" in here["words"]
    assert "-migrate-state" in there["words"]
    assert "-backend-config=environments/prod.s3.tfbackend" in there["words"]
    assert here["data"] == there["data"]
    assert (here["bucket"], there["bucket"]) == (0, 1)
    assert (project.environments / "prod.tfstate.moved").read_text() == APPLIED
    assert run("plan", "prod", None, []) == 0


@pytest.mark.parametrize("there", ["", DESTROYED], ids=["nothing", "an empty state"])
def test_a_state_that_the_user_did_not_want_to_move_stays(
    project: Project, monkeypatch: pytest.MonkeyPatch, there: str
) -> None:
    """Terraform ends well when its question is answered with no."""
    (project.environments / "prod.tfstate").write_text(APPLIED)
    monkeypatch.setenv("STATE_PULL", there)

    with pytest.raises(StateError, match="Nothing was moved"):
        run("move-state", "prod", None, [])

    assert (project.environments / "prod.tfstate").read_text() == APPLIED


def test_a_state_that_could_not_be_moved_stays(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    (project.environments / "prod.tfstate").write_text(APPLIED)
    monkeypatch.setenv("FAIL", "init")

    assert run("move-state", "prod", None, []) == 1

    assert (project.environments / "prod.tfstate").exists()


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_nothing_moves_without_both_a_state_and_a_bucket(project: Project, environment: str) -> None:
    with pytest.raises(StateError, match="takes both"):
        run("move-state", environment, None, [])


def test_production_keeps_its_state_in_a_bucket_and_dev_needs_none() -> None:
    """A first apply takes an account and nothing else; what customers depend on is not one machine's."""
    buckets = {path.name for path in (TERRAFORM_DIRECTORY / "environments").glob("*.s3.tfbackend")}

    assert buckets == {"prod.s3.tfbackend"}
    assert "bucket" in (TERRAFORM_DIRECTORY / "environments" / "prod.s3.tfbackend").read_text()


def test_plans_that_are_kept_and_a_terraform_that_runs_find_their_folder_again(project: Project) -> None:
    run("plan", "prod", None, [])
    root = Path(project.calls[0]["root"])
    before = root.stat().st_ino
    (root / "kept.tfplan").touch()
    (project.terraform / "main.tf").unlink()
    (project.terraform / "other.tf").touch()

    run("output", "prod", None, [])

    assert root.stat().st_ino == before
    assert {"kept.tfplan", "other.tf"} <= {path.name for path in root.iterdir()}
    assert "main.tf" not in {path.name for path in root.iterdir()}
