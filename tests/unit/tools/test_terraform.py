"""How Terraform is run for an environment on AWS, seen by a Terraform that notes what it is asked."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools import environments as environments_module
from tools import first_apply, preflight, terraform, terraform_root, terraform_state
from tools.environments import CommandError, environments
from tools.paths import ROOT, TERRAFORM_DIRECTORY
from tools.terraform import run
from tools.terraform_state import StateError
from tools.wanted import Wanted

APPLIED = json.dumps({"version": 4, "resources": [{"type": "aws_lambda_function"}]})
DESTROYED = json.dumps({"version": 4, "resources": []})
VALUES = Wanted("dev", "eu-west-1", verify=True, function="cxe-dev-recommender", reserved={})


class Project:
    """A checkout of its own, with ``dev`` on this machine and ``prod`` in a bucket, and what Terraform was asked."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.terraform = directory / "terraform"
        self.environments = self.terraform / "environments"
        self.environments.mkdir(parents=True)
        for environment in ("dev", "local", "prod"):
            (self.environments / f"{environment}.tfvars").touch()
        (self.environments / "prod.s3.tfbackend").touch()
        (self.terraform / "main.tf").touch()

    @property
    def calls(self) -> list[dict[str, Any]]:
        """What Terraform was told to do, without the questions about the environment's values and its state."""
        log = self.directory / "calls.jsonl"
        calls = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        return [call for call in calls if not call["words"].startswith(("console", "state list", "state pull"))]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Put a terraform on the path that notes its arguments, data directory and backend, and fails when told to."""
    project = Project(tmp_path)
    script = tmp_path / "terraform.sh"
    script.write_text(
        f"""#!/bin/sh
[ "$1" = version ] && {{ echo '{{"terraform_version": "1.13.0"}}'; exit 0; }}
root=${{1#-chdir=}}; shift
bucket=$(cat "$root"/*override.tf 2>/dev/null | grep -c s3)
printf '{{"root": "%s", "words": "%s", "data": "%s", "bucket": %s, "sees": "%s", "by": "%s"}}\\n' \\
    "$root" "$*" "$TF_DATA_DIR" "$bucket" "$(ls "$root")" "$TF_WORKSPACE$TF_CLI_ARGS_init" >>'{tmp_path}/calls.jsonl'
[ "$1 $2" = "state list" ] && printf '%s\n' "${{STATE_LIST-aws_lambda_function.one}}"
[ "$1 $2" = "state pull" ] && printf '%s\n' "$STATE_PULL"
[ "$1" != "$FAIL" ]
""".replace('$(ls "$root")', '$(ls "$root" | xargs)')
    )
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "terraform").symlink_to(script)
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(terraform, "terraform_environment", dict)
    for name in [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(terraform, "build", Built)
    monkeypatch.setattr(environments_module, "_DIRECTORY", project.environments)
    monkeypatch.setattr(terraform_state, "TERRAFORM_DIRECTORY", project.terraform)
    monkeypatch.setattr(terraform_state, "ROOT", tmp_path)
    monkeypatch.setattr(terraform_state, "CACHE_DIRECTORY", tmp_path / "cache")
    return project


class Built:
    """A build that is ready at once."""

    def summary(self) -> str:
        return "built"


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


def test_a_bucket_is_used_by_the_environment_that_names_one_and_nobody_has_to_say_so(project: Project) -> None:
    run("plan", "prod", None, [])

    init, command = project.calls
    assert "-backend-config=environments/prod.s3.tfbackend" in init["words"]
    assert (init["bucket"], command["bucket"]) == (1, 1)
    assert {"main.tf", "environments"} <= set(command["sees"].split())


def test_nothing_is_written_to_or_taken_from_the_users_configuration(project: Project) -> None:
    before = sorted(project.terraform.rglob("*"))

    run("plan", "prod", None, [])

    assert sorted(project.terraform.rglob("*")) == before


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


def test_an_environment_without_a_values_file_is_told_which_to_create(project: Project) -> None:
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


def test_production_keeps_its_state_in_a_bucket_and_dev_needs_none() -> None:
    """A first apply takes an account and nothing else; what customers depend on is not one machine's."""
    buckets = {path.name for path in (TERRAFORM_DIRECTORY / "environments").glob("*.s3.tfbackend")}

    assert buckets == {"prod.s3.tfbackend"}
    assert "bucket" in (TERRAFORM_DIRECTORY / "environments" / "prod.s3.tfbackend").read_text()


@pytest.fixture
def values(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment's values can be read, and the account has all that they ask for."""
    monkeypatch.setattr(terraform, "wanted", lambda *_: VALUES)
    monkeypatch.setattr(preflight, "check", lambda _: None)


@pytest.mark.parametrize("verb", ["apply", "destroy"])
def test_a_change_by_an_empty_state_asks_first_whether_it_was_lost(
    project: Project, values: None, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    def lost(*_: object) -> None:
        raise first_apply.LostStateError("lost")

    monkeypatch.setattr(first_apply, "check", lost)
    monkeypatch.setenv("STATE_LIST", "")

    with pytest.raises(first_apply.LostStateError):
        run(verb, "dev", None, [])

    assert [call["words"].split()[0] for call in project.calls] == ["init"]
    monkeypatch.setenv("STATE_LIST", "aws_lambda_function.one")
    assert run(verb, "dev", None, []) == 0


def test_a_destroy_leaves_the_account_the_role_that_its_environment_made(
    project: Project, values: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = "module.storefront_api.aws_iam_role.logs[0]"
    monkeypatch.setenv("STATE_LIST", f"{role} module.ingest.aws_iam_role.this")

    assert run("destroy", "dev", None, []) == 0

    assert [call["words"] for call in project.calls[1:]] == [
        f"state rm {role}",
        "destroy -no-color -var-file=environments/dev.tfvars",
    ]


def test_an_apply_that_destroys_leaves_the_account_the_role_as_well(
    project: Project, values: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE_LIST", "module.storefront_api.aws_iam_role.logs[0]")

    assert run("apply", "dev", None, ["-destroy"]) == 0

    assert [call["words"].split()[0] for call in project.calls] == ["init", "state", "apply"]


def test_nothing_is_destroyed_while_the_state_could_not_let_go_of_the_role(
    project: Project, values: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE_LIST", "module.storefront_api.aws_api_gateway_account.this[0]")
    monkeypatch.setenv("FAIL", "state")

    assert run("destroy", "dev", None, []) == 1

    assert "destroy" not in {call["words"].split()[0] for call in project.calls}


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


INTERRUPTED_TERRAFORM = """#!/bin/sh
trap 'echo written >"$DONE"; exit 1' INT
echo ready
read line <"$GO"
"""
APPLY = """
from pathlib import Path
from tools import terraform
from tools.terraform_state import State
terraform.terraform_environment = dict
try:
    terraform.Terraform(State([], Path("."), Path("."), Path("x"))).run("apply")
finally:
    print("over", flush=True)
"""


def test_an_interrupt_waits_for_terraform_to_write_its_state(tmp_path: Path) -> None:
    """Both get the interrupt, from the terminal; a second one to Terraform would make it give up its state."""
    executable, go, done = (tmp_path / name for name in ("terraform", "go", "done"))
    executable.write_text(INTERRUPTED_TERRAFORM)
    executable.chmod(0o755)
    os.mkfifo(go)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    variables = {**os.environ, "PATH": path, "GO": str(go), "DONE": str(done)}
    command = [sys.executable, "-c", APPLY]
    with subprocess.Popen(
        command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout.readline() == "over\n"
        assert done.read_text() == "written\n"
    assert process.returncode == -signal.SIGINT


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
