"""The module that makes dashboards, planned with what the local environment watches."""

import json
from pathlib import Path
from typing import Any

import yaml

from tests.support.monitoring.files import MONITORING
from tests.support.monitoring.local_alarms import LOCAL
from tests.support.terraform.workspace import Terraform, make_workspace

DEPLOYMENTS = {
    "ingest": {"version": "7", "since": "2026-11-30T09:15:00.000Z"},
    "recommender": {"version": "12", "since": "2026-11-30T09:15:02.000Z"},
}
SETTINGS = {**LOCAL.settings, "ingest_gigabytes": 0.25, "recommender_gigabytes": 0.5}
PROVIDER = {
    "region": "eu-west-1",
    "skip_credentials_validation": True,
    "skip_requesting_account_id": True,
}


def call(**changed: Any) -> dict[str, Any]:
    """Return the arguments of the module for the local environment, but for what is ``changed``."""
    return {
        "source": "./modules/monitoring",
        "prefix": LOCAL.prefix,
        "environment": LOCAL.environment,
        "aws_account_id": "000000000000",
        "aws_region": "eu-west-1",
        "metrics": yaml.safe_load((MONITORING / "metrics.yaml").read_text()),
        "slos": yaml.safe_load((MONITORING / "slos.yaml").read_text()),
        "prices": yaml.safe_load((MONITORING / "prices.yaml").read_text())["prices"],
        "alarms_dir": "../monitoring/alarms",
        "dashboards_dir": "../monitoring/dashboards",
        "queries_dir": "../monitoring/queries",
        "runbooks_dir": "../monitoring/runbooks",
        "schemas_dir": "../monitoring/schemas",
        "deployments": DEPLOYMENTS,
        "resources": {kind: dict(resources) for kind, resources in LOCAL.resources.items()},
        "settings": SETTINGS,
        "log_group_names": {name: name for name in ("api_access", "api_execution", "ingest", "recommender")},
        **changed,
    }


def workspace(directory: Path, calls: dict[str, dict[str, Any]]) -> Terraform:
    """Return a Terraform that knows ``calls`` of the module alone, initialised."""
    directory = make_workspace(directory)
    for file in directory.glob("*.tf"):
        file.unlink()
    configuration = {"provider": {"aws": PROVIDER}, "module": calls}
    (directory / "main.tf.json").write_text(json.dumps(configuration, indent=1))
    terraform = Terraform(directory)
    terraform.initialise()
    return terraform
