"""Whoever runs Terraform by hand is told to use make, before any state is begun."""

from pathlib import Path

import pytest
import tftest

from tests.support.terraform.workspace import Terraform, make_workspace


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """Terraform where nobody told it of a state, as in a fresh clone."""
    return Terraform(make_workspace(tmp_path_factory.mktemp("by-hand")))


def test_init_says_to_use_make(by_hand: Terraform) -> None:
    with pytest.raises(tftest.TerraformTestError) as caught:
        by_hand.execute_command("init", "-input=false", "-no-color", "-lockfile=readonly")

    assert "make plan ENV=..." in " ".join(str(caught.value).split())


@pytest.mark.parametrize("command", ["plan", "apply", "destroy", "output"])
def test_no_command_begins_a_state_of_its_own(by_hand: Terraform, command: str) -> None:
    with pytest.raises(tftest.TerraformTestError):
        by_hand.execute_command(command, "-no-color", *(["-auto-approve"] if command in {"apply", "destroy"} else []))

    assert list(Path(by_hand.tfdir).glob("*.tfstate*")) == []
