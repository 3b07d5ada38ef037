"""Which deployment a command works on: its tables, bucket and function, and clients to reach them.

Each name comes from its option, or with ``--env`` from Terraform's outputs for that environment, or else from the
environment variable that ``make up`` writes to ``.local/env``.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from shared.aws.responses import refuse_foreign
from tools import own_aws
from tools.paths import ENVIRONMENT_FILE, ROOT
from tools.terraform_state import KINDS
from tools.this_machine import is_here

OUTPUTS = {
    "CATALOGUE_TABLE": "catalogue_table_name",
    "CONSUMERS": "consumers",
    "CUSTOMERS_TABLE": "customers_table_name",
    "DASHBOARDS": "dashboard_names",
    "FAILURE_BUCKET": "failure_bucket_name",
    "INTEREST_TABLE": "interest_table_name",
    "OFFERS_TABLE": "offers_table_name",
    "RECOMMENDER_FUNCTION": "recommender_function_name",
}
"""Environment variable → the output of Terraform that holds the same name or, as an object, the same JSON."""

_OPTIONS = {
    "CATALOGUE_TABLE": "--table",
    "CONSUMERS": "--consumers",
    "CUSTOMERS_TABLE": "--customers-table",
    "DASHBOARDS": "--dashboards",
    "FAILURE_BUCKET": "--bucket",
    "INTEREST_TABLE": "--interest-table",
    "OFFERS_TABLE": "--offers-table",
    "RECOMMENDER_FUNCTION": "--function",
}

_ATTEMPTS = 5
_ENDPOINTS = "AWS_ENDPOINT_URL_… in the environment, or endpoint_url in a profile"
_DOMAINS_OF_AWS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".api.amazonwebservices.com.cn")


class NoDeploymentError(Exception):
    """What to work on is not known; the message says how to say it."""


@dataclass(frozen=True)
class Deployment:
    """``names`` by environment variable. Without a ``region``, boto3 finds it: it does not read AWS_REGION itself."""

    names: Mapping[str, str]
    region: str | None

    def client(self, service: str, read_timeout_seconds: float = 60) -> Any:
        """Return a boto3 client; threads may share it.

        It goes where :meth:`__str__` says: to AWS_ENDPOINT_URL where that is set, whatever else names an endpoint; with
        the caller's own credentials, and, for what is on this machine, with nothing else of the caller's. Where it goes
        to no address of AWS otherwise, it is said. As with the functions' clients, a response that is not the service's
        is a failure.
        """
        made = self._client(service, read_timeout_seconds)
        made.meta.events.register("before-parse", refuse_foreign)
        return made

    def _client(self, service: str, read_timeout_seconds: float) -> Any:
        config = Config(
            connect_timeout=5,
            read_timeout=read_timeout_seconds,
            retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
            tcp_keepalive=True,
        )
        endpoint = os.environ.get("AWS_ENDPOINT_URL")
        keys = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
        if endpoint and is_here(endpoint) and self.region and keys[0] and keys[1]:
            return own_aws.client(service, endpoint, self.region, (keys[0], keys[1]), config)
        made = boto3.client(service, region_name=self.region, endpoint_url=endpoint or None, config=config)
        if not endpoint and not _is_of_aws(made.meta.endpoint_url):
            print(f"{service} is at {made.meta.endpoint_url}, as your AWS settings say: {_ENDPOINTS}", file=sys.stderr)
        return made

    def __str__(self) -> str:
        """Return where this is, for a line on the terminal."""
        return f"{', '.join(self.names.values())} at {self.place}"

    @property
    def place(self) -> str:
        """Where its clients go: an endpoint, or a Region."""
        return os.environ.get("AWS_ENDPOINT_URL") or self.region or "the default Region"


def add_options(parser: argparse.ArgumentParser, *variables: str, env_required: bool = False) -> None:
    """Let the command line say which deployment, and each of the names that ``variables`` stand for."""
    where = parser.add_argument_group("where")
    of_environment = "what `make apply ENV=NAME` made, by Terraform's outputs"
    where.add_argument("--env", metavar="NAME", required=env_required, help=of_environment)
    where.add_argument("--backend", choices=KINDS, help="refused where --env keeps its state elsewhere")
    for variable in variables:
        where.add_argument(_OPTIONS[variable], dest=variable, metavar="NAME", help=f"default: ${variable}")


def find(arguments: argparse.Namespace, *variables: str) -> Deployment:
    """Return the deployment that a command line of :func:`add_options` says. Raises :class:`NoDeploymentError`."""
    known, region = _of_environment(arguments) if arguments.env else (os.environ, os.environ.get("AWS_REGION"))
    names = {variable: getattr(arguments, variable) or known.get(variable) or "" for variable in variables}
    missing = [f"{_OPTIONS[variable]} or {variable}" for variable, name in names.items() if not name]
    if missing and arguments.env:
        raise NoDeploymentError(f"{arguments.env} is not there, or older than this: `make apply ENV={arguments.env}`.")
    if missing:
        raise NoDeploymentError(f"Say where: --env, or `make up` and `. .local/env`, or {', '.join(missing)}.")
    return Deployment(names, region)


def _is_of_aws(endpoint_url: str) -> bool:
    return (urlsplit(endpoint_url).hostname or "").endswith(_DOMAINS_OF_AWS)


def as_text(output: object) -> str:
    """Return an output of Terraform as an environment variable holds it."""
    return output if isinstance(output, str) else json.dumps(output)


def _of_environment(arguments: argparse.Namespace) -> tuple[Mapping[str, str], str | None]:
    """Return the names and the Region of an environment on AWS, as far as Terraform knows them."""
    outputs = outputs_of(arguments.env, arguments.backend)
    names = {variable: as_text(outputs[output]) for variable, output in OUTPUTS.items() if output in outputs}
    return names, outputs.get("aws_region")


def outputs_of(environment: str, backend: str | None) -> dict[str, Any]:
    """Return Terraform's outputs for an environment on AWS.

    Raises :class:`NoDeploymentError`, also where every AWS client would take the local stack that is up for AWS.
    """
    leading = (name for name in os.environ if name.startswith("AWS_ENDPOINT_URL") or name == "AWS_CONFIG_FILE")
    set_here = {f"{name}={shlex.quote(os.environ[name])}" for name in leading}
    if ENVIRONMENT_FILE.exists() and not set_here.isdisjoint(ENVIRONMENT_FILE.read_text().splitlines()):
        raise NoDeploymentError(f"Your shell is set to the local stack, not to {environment}: take another shell.")
    asked = ["--backend", backend] if backend else []
    command = [sys.executable, "-m", "tools.terraform", "output", environment, *asked, "-json"]
    result = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if result.returncode != 0:
        raise NoDeploymentError(f"Terraform gives no outputs for the environment {environment}; it said why.")
    return {name: output["value"] for name, output in json.loads(result.stdout).items()}
