"""What an environment's values ask of its account, which a plan cannot see."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

_ASKED = """jsonencode({
  name = var.environment, region = var.aws_region, verify = var.verify_account, function = local.names.recommender,
  reserved = {
    (local.names.ingest) = var.ingest.reserved_concurrency,
    (local.names.recommender) = var.recommender.reserved_concurrency
  }
})""".replace("\n", " ")
_VARIABLES = ("-var", "-var-file")


class AccountError(RuntimeError):
    """The account would refuse the apply, or lose by it; the message says what to do."""


@dataclass(frozen=True)
class Wanted:
    """What an environment asks of its account.

    ``function`` is the recommender's name. ``reserved``: function → executions set aside, -1 for none.
    """

    name: str
    region: str
    verify: bool
    function: str
    reserved: Mapping[str, int]

    def client(self, service: str) -> Any:
        """Return a boto3 client, with the caller's own credentials, that gives up within seconds."""
        config = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3})
        return boto3.client(service, region_name=self.region, config=config)


def wanted(terraform: Callable[..., str], arguments: Sequence[str]) -> Wanted | None:
    """Return what the values ask for; None where Terraform cannot read them, which it will say itself.

    ``terraform`` runs a command and returns what it prints; of ``arguments``, those that give variables count.
    """
    lines = terraform("console", "-no-color", *variables(arguments), given=_ASKED).strip().splitlines()
    try:  # warnings come before the values
        return Wanted(**json.loads(json.loads(lines[-1])))
    except (IndexError, ValueError):
        return None


def variables(arguments: Sequence[str]) -> list[str]:
    """Return those of Terraform's arguments that give variables: ``-var=a=b``, or ``-var a=b`` in two words."""
    return list(_variables(arguments))


def _variables(arguments: Sequence[str]) -> Iterator[str]:
    words = iter(arguments)
    for word in words:
        name, equals, _ = word.replace("--", "-", 1).partition("=")
        if name in _VARIABLES:
            yield word
            if not equals:
                yield next(words, "")
