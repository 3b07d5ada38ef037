"""Write the tables of contracts/README.md, which say what the contract's documents say.

Run ``python -m tools.contract_tables`` after a change of the contract.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

import yaml

from tools import markdown_tables
from tools.markdown_tables import table
from tools.paths import ROOT

CONTRACTS = ROOT / "contracts"
README = CONTRACTS / "README.md"


def filled(text: str) -> str:
    """Return ``text`` with its tables as the contract has them now. Raises ``KeyError`` for a table nobody makes."""
    return markdown_tables.filled(text, tables())


def tables() -> dict[str, str]:
    """Return name → table in Markdown."""
    openapi = yaml.safe_load((CONTRACTS / "openapi.yaml").read_text(encoding="utf-8"))
    components = openapi["components"]
    return {
        "request": _members(_json("recommend-request.v1.schema.json")),
        "accepted": _members(components["schemas"]["Accepted"]),
        "parameters": _parameters(components["parameters"]),
        "problems": _problems(_json("problem-types.v1.json")["types"]),
        "problem": _members(_json("problem.v1.schema.json")),
        "headers": _headers(openapi["paths"]["/recommend"]["post"]["responses"], components),
    }


def _members(schema: Mapping[str, Any]) -> str:
    rows = (
        (f"`{name}`", "yes" if name in schema["required"] else "no", member["description"])
        for name, member in schema["properties"].items()
    )
    return table(("member", "always", "meaning"), rows)


def _parameters(parameters: Mapping[str, Any]) -> str:
    rows = (
        (f"`{each['name']}`", "yes" if each["required"] else "no", each["description"]) for each in parameters.values()
    )
    return table(("header", "required", "meaning"), rows)


def _problems(types: Mapping[str, Any]) -> str:
    rows = (
        (str(kind["status"]), f"`{slug}`", str(kind.get("retry_after_seconds", "")), kind["advice"])
        for slug, kind in types.items()
    )
    return table(("status", "name in `type`", "`Retry-After`", "what to do"), rows)


def _headers(responses: Mapping[str, Any], components: Mapping[str, Any]) -> str:
    """Return every header with the statuses that it comes with."""
    statuses: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for status, response in responses.items():
        described = components["responses"][_name(response)] if "$ref" in response else response
        for header, reference in described["headers"].items():
            statuses.setdefault(header, []).append(status)
            texts[header] = components["headers"][_name(reference)]["description"]
    every = list(responses)
    rows = (
        (f"`{header}`", "every" if found == every else ", ".join(found), texts[header])
        for header, found in statuses.items()
    )
    return table(("header", "status", "meaning"), rows)


def _name(reference: Mapping[str, str]) -> str:
    return reference["$ref"].rpartition("/")[2]


def _json(name: str) -> Any:
    return json.loads((CONTRACTS / name).read_text(encoding="utf-8"))


def main() -> int:
    """Write the tables and say whether they changed."""
    text = README.read_text(encoding="utf-8")
    changed = filled(text)
    if changed != text:
        README.write_text(changed, encoding="utf-8")
        print(f"wrote the tables of {README.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
