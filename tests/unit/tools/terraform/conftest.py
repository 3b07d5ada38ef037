"""The checkout that tests of commands run in, and an account that has it all."""

import os
from pathlib import Path

import pytest

from tests.support.unit.tools.terraform_project import VALUES, Built, Project
from tools import environments as environments_module
from tools import preflight, terraform, terraform_state


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


@pytest.fixture
def values(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment's values can be read, and the account has all that they ask for."""
    monkeypatch.setattr(terraform, "wanted", lambda *_: VALUES)
    monkeypatch.setattr(preflight, "check", lambda _: None)
