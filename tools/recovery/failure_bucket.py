"""The bucket that keeps what the recommender could not process: the on-failure destination of its stream.

Each object holds one invocation record under ``aws/lambda/<mapping>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<UUID>``.
Source: AWS Lambda Developer Guide, "Retain discarded records for a DynamoDB event source in Lambda".
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from botocore.exceptions import ClientError

from shared.aws.failures import error_code
from tools.recovery.records import Record

_FAILED_AT = re.compile(r"/(\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d)-[^/]+$", re.ASCII)


class S3(Protocol):
    """The part of boto3's S3 client that is used."""

    def get_paginator(self, operation_name: str) -> Any:
        """Return what reads an operation page by page."""
        ...

    def get_object(self, **request: object) -> dict[str, Any]:
        """Read an object."""
        ...

    def delete_object(self, **request: object) -> dict[str, Any]:
        """Delete an object."""
        ...


class UnreadableObjectError(ValueError):
    """An object is no invocation record with its payload; the message says what is missing."""


@dataclass(frozen=True)
class StoredFailure:
    """What Lambda gave up on: ``condition`` says why (``RetryAttemptsExhausted``); there is at least one record."""

    condition: str
    records: tuple[Record, ...]


@dataclass(frozen=True)
class FailureBucket:
    """Lists, reads and deletes failures. All methods raise botocore's errors."""

    client: S3
    name: str

    def keys(self, since: datetime | None, until: datetime | None) -> Iterator[str]:
        """Yield the keys of what failed from ``since`` on and before ``until``; None stands for no limit."""
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name):
            for listed in page.get("Contents", []):
                failed_at = _failed_at(listed["Key"]) or listed["LastModified"]
                if (since is None or since <= failed_at) and (until is None or failed_at < until):
                    yield listed["Key"]

    def read(self, key: str) -> StoredFailure | None:
        """Return what an object holds, None when it is gone. Raises :class:`UnreadableObjectError`."""
        try:
            body = self.client.get_object(Bucket=self.name, Key=key)["Body"].read()
        except ClientError as error:
            if error_code(error) == "NoSuchKey":
                return None
            raise
        return _stored_failure(body)

    def delete(self, key: str) -> None:
        """Delete an object."""
        self.client.delete_object(Bucket=self.name, Key=key)


def _failed_at(key: str) -> datetime | None:
    """Return when the failure was stored, to the second, as its key says; None for a key of another form."""
    found = _FAILED_AT.search(key)
    try:
        return datetime.strptime(found[1], "%Y-%m-%dT%H.%M.%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def _stored_failure(body: bytes) -> StoredFailure:
    document = _json(body, "it is not JSON")
    context, payload = (document.get(name) for name in ("requestContext", "payload"))
    if not isinstance(payload, str):
        raise UnreadableObjectError("it has no payload")
    records = _json(payload, "its payload is not JSON").get("Records")
    if not isinstance(records, list) or not records or not all(isinstance(record, Mapping) for record in records):
        raise UnreadableObjectError("its payload holds no records")
    condition = context.get("condition") if isinstance(context, Mapping) else None
    return StoredFailure(str(condition), tuple(records))


def _json(text: bytes | str, problem: str) -> Mapping[str, Any]:
    """Return the JSON object that ``text`` holds; any other JSON value counts as an empty one."""
    try:
        document = json.loads(text)
    except (RecursionError, ValueError):
        raise UnreadableObjectError(problem) from None
    return document if isinstance(document, Mapping) else {}
