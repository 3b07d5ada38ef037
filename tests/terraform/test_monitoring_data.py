"""A plan refuses keys that nobody knows in the data below monitoring/; Terraform alone would drop them in silence."""

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.terraform.workspace import CONFIGURATION, environment
from tools.paths import ROOT

Plan = Callable[[Mapping[str, Any]], list[str]]
FILES = ("metrics", "prices", "slos")


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """Plan what reads the data, with other files in their places; return what Terraform complains of."""
    (tmp_path / "terraform").mkdir()
    shutil.copy(CONFIGURATION / "monitoring_data.tf", tmp_path / "terraform")
    shutil.copytree(ROOT / "monitoring", tmp_path / "monitoring")

    def planned(changed: Mapping[str, Any]) -> list[str]:
        for name, content in changed.items():
            (tmp_path / "monitoring" / f"{name}.yaml").write_text(yaml.safe_dump(content))
        result = subprocess.run(
            ["terraform", "plan", "-json", "-input=false", "-lock=false"],
            cwd=tmp_path / "terraform",
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        messages = map(json.loads, result.stdout.splitlines())
        return [message["diagnostic"]["detail"] for message in messages if "diagnostic" in message]

    return planned


def data() -> dict[str, Any]:
    return {name: yaml.safe_load((ROOT / "monitoring" / f"{name}.yaml").read_text()) for name in FILES}


def test_the_data_as_it_is_has_no_key_that_nobody_knows(plan: Plan) -> None:
    assert plan({}) == []


def test_each_key_that_nobody_knows_is_named_with_its_file_and_place(plan: Plan) -> None:
    changed = data()
    changed["metrics"]["colour"] = {}
    changed["metrics"]["metrics"]["InsertError"]["colour"] = "red"
    changed["metrics"]["logs"]["RequestFailed"]["colour"] = "red"
    changed["metrics"]["aws"]["api_requests"]["colour"] = "red"
    changed["prices"]["prices"]["dashboard"]["euros"] = 3
    changed["slos"]["least_event"] = 20
    changed["slos"]["objectives"]["Availability"]["target"] = 99
    changed["slos"]["objectives"]["Availability"]["bad"]["statistics"] = "Sum"
    changed["slos"]["burn_rates"]["FastBurn"]["colour"] = "red"
    changed["slos"]["burn_rates"]["SlowBurn"]["windows"][0]["factor"] = 3

    (complaint,) = plan(changed)

    assert complaint == (
        "Unknown keys in monitoring/: metrics.yaml: colour; slos.yaml: least_event; "
        "metrics.yaml: colour of api_requests; metrics.yaml: colour of RequestFailed; "
        "metrics.yaml: colour of InsertError; prices.yaml: euros of dashboard; "
        "slos.yaml: colour of FastBurn; slos.yaml: target of Availability; slos.yaml: factor of a window of SlowBurn; "
        "slos.yaml: statistics of bad of Availability. See monitoring/README.md."
    )
