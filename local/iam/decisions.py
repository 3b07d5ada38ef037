"""The decisions on calls of roles and services, as JSON lines: what was used, and what was refused. Each stands once.

A line has

``principal``  ARN of the role, or the name of a service such as ``sns.amazonaws.com``
``action``     ``dynamodb:PutItem``, as IAM names it
``resource``   ARN, or ``*``
``context``    condition keys (lower case) that the request has beside those of the principal itself
``identity``   what the role's policies say: ``Allow``, ``Deny`` or ``ImplicitDeny``; null for a service
``by_resource``  what the resource's own policy says; null where there is none
``allowed``    the decision

This is enough to decide again under other policies. Calls of the account's root are left out: it may do anything.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FILE_NAME = "iam-decisions.jsonl"

ALLOW, DENY, IMPLICIT_DENY = "Allow", "Deny", "ImplicitDeny"


@dataclass(frozen=True)
class Decision:
    """One line; the module says what each member holds."""

    principal: str
    action: str
    resource: str
    context: Mapping[str, Any]
    identity: str | None
    by_resource: str | None
    allowed: bool


class Decisions:
    """Appends decisions to a file, each once. Safe to use from threads."""

    def __init__(self, path: Path | None = None) -> None:
        """Without a ``path`` nothing is kept."""
        self._path = path
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def note(self, decision: Decision) -> None:
        """Keep ``decision`` unless the same was kept before."""
        if self._path is None:
            return
        line = json.dumps(asdict(decision), sort_keys=True)
        with self._lock:
            if line in self._seen:
                return
            self._seen.add(line)
            with self._path.open("a") as file:
                file.write(line + "\n")


def read(path: Path) -> Iterator[Decision]:
    """Yield what a stack has recorded in ``path`` so far."""
    for line in path.read_text().splitlines():
        yield Decision(**json.loads(line))
