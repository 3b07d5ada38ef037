"""A checkout whose Terraform notes what it is asked."""

import json
from pathlib import Path
from typing import Any

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


class Built:
    """A build that is ready at once."""

    def summary(self) -> str:
        return "built"
