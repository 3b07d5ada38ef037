"""No apply from an empty state beside resources that are there: they would be made a second time.

A state is empty at an environment's first apply, and where it was lost or is looked for in the wrong place. Only in the
second case is there a function of the environment's name already.
"""

import json
from collections.abc import Callable, Sequence

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

_NAMES = "jsonencode({ function = local.names.recommender, region = var.aws_region })"


class LostStateError(RuntimeError):
    """There is a deployment that Terraform's state does not know; the message says what to do."""


def check(environment: str, terraform: Callable[..., str], values: Sequence[str]) -> None:
    """Raise :class:`LostStateError` when the state is empty and the environment's recommender exists.

    ``terraform`` runs a command and returns what it prints. What AWS does not answer stops nothing here: Terraform asks
    it next, and says what is wrong.
    """
    if terraform("state", "list").strip():
        return
    named = terraform("console", *values, given=_NAMES)
    if not named.strip():
        return
    names = json.loads(json.loads(named))
    client = boto3.client("lambda", region_name=names["region"], config=Config(retries={"total_max_attempts": 1}))
    try:
        client.get_function(FunctionName=names["function"])
    except (BotoCoreError, ClientError):
        return
    raise LostStateError(
        f"Terraform's state of {environment} is empty, and the function {names['function']} exists in "
        f"{names['region']}: an apply would make everything a second time. Look for the state: terraform/README.md "
        "says where it is kept. What no state knows is taken into it by `make import`, or deleted by hand."
    )
