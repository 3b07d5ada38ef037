"""Fault rules: how they are read and checked, and which requests each applies to."""

import random
import uuid
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from botocore.exceptions import UnknownServiceError

from local.faults.requests import Call, Service

BEFORE, AFTER = "before", "after"


class RuleError(ValueError):
    """A rule is not valid; the message says why."""


@dataclass
class Rule:
    """One fault; :mod:`local.faults` says what the members mean. ``hits`` counts the requests it changed."""

    service: str
    operation: str | None = None
    resource: str = ""
    code: str | None = None
    status: int | None = None
    message: str = "Injected fault."
    delay_ms: float = 0
    when: str = BEFORE
    probability: float = 1
    count: int | None = None
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    hits: int = 0

    @classmethod
    def parse(cls, content: Any) -> Self:
        """Return the rule in a decoded JSON value. Raises :class:`RuleError`."""
        if not isinstance(content, dict) or not isinstance(content.get("service"), str):
            raise RuleError("A rule is an object with at least a 'service'.")
        unknown = content.keys() - {member.name for member in fields(cls)} | content.keys() & {"hits"}
        if unknown:
            raise RuleError(f"A rule has no member {', '.join(sorted(unknown))}.")
        rule = cls(**content)
        rule._check()
        return rule

    def _check(self) -> None:
        try:
            service = Service.named(self.service)
        except UnknownServiceError:
            raise RuleError("The service is not one of boto3's; names are like 'dynamodb'.") from None
        if self.operation is not None and self.operation not in service.operations:
            raise RuleError(f"{self.service} has no operation of that name; names are like 'PutItem'.")
        if self.when not in {BEFORE, AFTER}:
            raise RuleError("'when' is 'before' or 'after'.")
        if self.status is not None and not (_is_integer(self.status) and 400 <= self.status <= 599):
            raise RuleError("'status' is an HTTP status from 400 to 599.")
        if (self.status is None and self.code is None and not self.delay_ms) or (self.status and not self.code):
            raise RuleError("A rule needs a 'code' for an error (a 'status' alone is not enough) or a 'delay_ms'.")
        if not _is_number(self.delay_ms) or self.delay_ms < 0:
            raise RuleError("'delay_ms' is a number of milliseconds.")
        if not _is_number(self.probability) or not 0 < self.probability <= 1:
            raise RuleError("'probability' is above 0 and up to 1.")
        if self.count is not None and not (_is_integer(self.count) and self.count > 0):
            raise RuleError("'count' is a positive integer.")
        if not all(isinstance(text, str) for text in (self.resource, self.message, self.id, self.code or "")):
            raise RuleError("'resource', 'message', 'id' and 'code' are strings.")

    def takes(self, call: Call) -> bool:
        """Return whether this rule changes ``call``, and count it when it does."""
        service = Service.named(self.service)
        if service.signing_name != call.service or (self.count is not None and self.hits >= self.count):
            return False
        operation = service.operation_of(call)
        if operation is None or self.operation not in {None, operation} or self.resource not in call.text:
            return False
        if random.random() >= self.probability:  # noqa: S311 - chance, not secrecy
            return False
        self.hits += 1
        return True

    def as_json(self) -> dict[str, Any]:
        """Return the rule as it is listed."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
