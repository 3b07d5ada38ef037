"""Write ``contracts/postman/`` and say what changed; a test compares the committed files with what this makes."""

import json
import sys
from pathlib import Path
from typing import Any

from tools.paths import ROOT
from tools.postman.collection import collection
from tools.postman.contract import Contract
from tools.postman.environment import environment

TARGET = ROOT / "contracts" / "postman"


def files() -> dict[str, str]:
    """Return file name → content. The same contract gives the same bytes."""
    contract = Contract.load(ROOT / "contracts")
    made: dict[str, Any] = {"collection.json": collection(contract), "environment.json": environment(contract)}
    return {name: json.dumps(content, indent=2, ensure_ascii=False) + "\n" for name, content in made.items()}


def write(target: Path = TARGET) -> list[str]:
    """Bring ``target`` up to date and return the names of the files that changed."""
    target.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, content in files().items():
        path = target / name
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")
            changed.append(name)
    return changed


def main() -> int:
    """Write and say what changed."""
    for name in write():
        print(f"generated {(TARGET / name).relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
