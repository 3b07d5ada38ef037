"""Write the schemas of the API's messages into contracts/openapi.yaml, so that this one file is all that a tool needs.

Run ``python -m tools.openapi_schemas`` after a change of one. They stand between ``# generated: file`` and ``# end``.
"""

import json
import re
import sys
from typing import Any

import yaml

from tools.paths import ROOT

CONTRACTS = ROOT / "contracts"
DOCUMENT = CONTRACTS / "openapi.yaml"
_PLACE = re.compile(r"(?P<indent> *)(?P<mark># generated: (?P<file>\S+)\n).*?(?P<end> *# end\n)", re.DOTALL)
_LINE_LENGTH = 120


def filled(text: str) -> str:
    """Return ``text`` with the schemas as their files have them now. Raises ``OSError`` for one without a file."""
    return _PLACE.sub(
        lambda found: found["indent"] + found["mark"] + _component(found["file"], found["indent"]) + found["end"], text
    )


def _component(file: str, indent: str) -> str:
    """Return the schema in ``file`` as a component, named by its title."""
    schema: dict[str, Any] = json.loads((CONTRACTS / file).read_text(encoding="utf-8"))
    # OpenAPI 3.0 fixes the dialect; the schemas keep to what it shares with that of their files.
    del schema["$schema"]
    component = {schema["title"]: schema}
    written = yaml.safe_dump(component, sort_keys=False, allow_unicode=True, width=_LINE_LENGTH - len(indent))
    return "".join(f"{indent}{line}\n" for line in written.splitlines())


def main() -> int:
    """Write the schemas and say whether they changed."""
    text = DOCUMENT.read_text(encoding="utf-8")
    changed = filled(text)
    if changed != text:
        DOCUMENT.write_text(changed, encoding="utf-8")
        print(f"wrote the schemas of {DOCUMENT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
