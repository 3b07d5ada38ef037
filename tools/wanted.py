"""What an environment's values ask of its account, which a plan cannot see."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

_ASKED = """jsonencode({
  region = var.aws_region, verify = var.verify_account,
  logging_role = local.names.logging_role, manage = var.manage_gateway_account,
  reserved = {
    (local.names.ingest) = var.ingest.reserved_concurrency,
    (local.names.recommender) = var.recommender.reserved_concurrency
  }
})""".replace("\n", " ")


class AccountError(RuntimeError):
    """The account would refuse the apply, or lose by it; the message says what to do."""


@dataclass(frozen=True)
class Wanted:
    """What an environment asks of its account.

    ``reserved``: function → executions set aside, -1 for none. ``manage``: whether the environment sets the role by
    which API Gateway logs, ``logging_role``; None leaves it to the tooling.
    """

    region: str
    verify: bool
    logging_role: str
    manage: bool | None
    reserved: Mapping[str, int]

    def client(self, service: str) -> Any:
        """Return a boto3 client, with the caller's own credentials, that asks once."""
        return boto3.client(service, region_name=self.region, config=Config(retries={"total_max_attempts": 1}))


def wanted(terraform: Callable[..., str], arguments: Iterable[str]) -> Wanted | None:
    """Return what the values ask for; None where Terraform cannot read them, which will say so itself.

    ``terraform`` runs a command and returns what it prints; of ``arguments``, those that give variables count.
    """
    given = [each for each in arguments if each.startswith("-var")]
    printed = terraform("console", *given, given=_ASKED)
    return Wanted(**json.loads(json.loads(printed))) if printed.strip() else None
