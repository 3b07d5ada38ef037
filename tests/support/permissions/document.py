"""The tables of docs/permissions.md, and how Terraform's names read there."""

import re
from dataclasses import dataclass

from tests.support.permissions.proof import Grant
from tools.paths import ROOT

DOCUMENT = ROOT / "docs" / "permissions.md"

# Columns: who; for a service, on whose behalf; action; resource.
_ROW = re.compile(
    r"^\| (?P<principal>[\w.]+) \| (?:(?!`\w+:)[^|]+ \| )?`(?P<action>\w+:\w+)` \| `(?P<resource>[^`]+)` \|",
    re.MULTILINE,
)


_REGION = "[a-z]{2}-[a-z]+-[0-9]"


@dataclass(frozen=True, order=True)
class Row:
    """Who may do what on what. A role has the name of its function, a service that of its principal."""

    principal: str
    action: str
    resource: str

    def __str__(self) -> str:
        return f"{self.principal} may {self.action} on {self.resource}"


def documented() -> set[Row]:
    """Return what the document says is allowed."""
    return {Row(**found.groupdict()) for found in _ROW.finditer(DOCUMENT.read_text())}


def row_of(grant: Grant) -> Row:
    """Return how the document puts a grant."""
    return Row(short(grant.principal), grant.action, short(grant.resource))


def short(name: str) -> str:
    """Return a name, or what an ARN names, without what belongs to one environment."""
    named = re.sub(r"^arn:aws:[^:]*:[^:]*:[^:]*:", "", name)
    return re.sub(rf"\bcxe-(local|dev|prod)-([0-9]{{12}}-{_REGION}-)?|-{_REGION}$", "", named)
