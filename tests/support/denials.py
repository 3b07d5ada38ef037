"""What IAM refuses on the applied stack. A refusal that no test has asked for fails the test that it happens in.

Decisions are kept once each, so what is expected stays so until the run ends: a refusal that comes late, by a retry
say, cannot be told from one in time.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from local.iam.decisions import Decision, read
from tests.support.checkout import Checkout

DECISIONS = Path(".local", "up", "stack", "iam-decisions.jsonl")


@dataclass(frozen=True)
class Expected:
    """A refusal that a test provokes; each member is a pattern in which ``*`` stands for anything."""

    principal: str
    action: str
    resource: str

    def covers(self, refused: Decision) -> bool:
        """Return whether this is the refusal."""
        return (
            fnmatchcase(refused.principal, self.principal)
            and fnmatchcase(refused.action, self.action)
            and fnmatchcase(refused.resource, self.resource)
        )


_expected: list[Expected] = []
_reported: set[str] = set()
_watched: list[Path] = []


def expect_denials(principal: str, action: str, resource: str = "*") -> None:
    """Say that a role's name, or a service's principal, will be refused an action: before it is taken away."""
    _expected.extend(Expected(each, action, resource) for each in (principal, f"*/{principal}"))


def watch(checkout: Checkout) -> None:
    """Look at the decisions of this checkout's stack from now on."""
    _watched.append(checkout.path / DECISIONS)
    unexpected()  # what was refused before is not ours


def unexpected() -> list[str]:
    """Return what was refused since the last call, and no test has asked for."""
    found = []
    for refused in (each for path in _watched if path.exists() for each in read(path) if not each.allowed):
        said = f"{refused.principal} may not {refused.action} on {refused.resource}"
        if said not in _reported and not any(expected.covers(refused) for expected in _expected):
            _reported.add(said)
            found.append(said)
    return found
