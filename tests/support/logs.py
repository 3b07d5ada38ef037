"""The lines of a function's log, and whether they are as contracts/log-event.v1.schema.json says."""

import json
from collections.abc import Iterable
from typing import Any

from tests.support.contracts.documents import validator

_VALIDATOR = validator("log-event")
# What Lambda writes itself. Source: AWS Lambda Developer Guide, "Working with Lambda function logs".
_PLATFORM = ("START RequestId: ", "END RequestId: ", "REPORT RequestId: ", "INIT_START ", "INIT_REPORT ")


def complaints(line: dict[str, Any]) -> list[str]:
    """Return how a line of ours breaks the schema. The values in it are left out."""
    return [f"{error.json_path} {error.validator}: {sorted(line)}" for error in _VALIDATOR.iter_errors(line)]


def own_lines(written: Iterable[str]) -> list[dict[str, Any]]:
    """Return the functions' log events of what was ``written``, without metrics and Lambda's own lines."""
    documents = (json.loads(line) for line in written if line.strip() and not line.startswith(_PLATFORM))
    return [document for document in documents if "_aws" not in document]
