"""Read the names of a provider's version from the bindings that are published for it, where no registry can be reached.

    python -m tests.support.terraform.newer_provider.extract 25.7.0

takes @cdktn/provider-aws in this version from npm and writes ``names.json``: for each type of resource that the modules
use, its arguments (those of nested blocks with dots), which of them it requires, and its attributes.
"""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.terraform.workspace import MODULES
from tools.paths import ROOT

PACKAGE = "@cdktn/provider-aws"
NAMES = ROOT / "tests" / "terraform" / "newer_provider" / "names.json"

_INTERFACE = re.compile(r"^export interface (\w+)[^{]*\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_PROPERTY = re.compile(r"#(\w+) \w+#\w+\}.*?\*/\s+readonly \w+(\??): ([^;]+);", re.DOTALL)
_GETTER = re.compile(r"^    get (\w+)\(\)", re.MULTILINE)


def main(version: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"{PACKAGE}@{version}"], cwd=folder, check=True, stdout=sys.stderr)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as package:
            readme = _read(package, "README.md")
            resources = {kind: _names(_read(package, f"lib/{_folder(kind)}/index.d.ts")) for kind in _kinds()}
    provider = re.search(r"provider version ([\d.]+)", readme)
    assert provider
    found = {"provider": provider[1], "bindings": f"{PACKAGE} {version}", "resources": resources}
    NAMES.write_text(json.dumps(found, indent=1) + "\n")


def _kinds() -> list[str]:
    texts = (path.read_text() for path in MODULES.rglob("*.tf"))
    return sorted({kind for text in texts for kind in re.findall(r'^resource "(aws_\w+)"', text, re.MULTILINE)})


def _folder(kind: str) -> str:
    return kind.removeprefix("aws_").replace("_", "-")


def _read(package: tarfile.TarFile, name: str) -> str:
    member = package.extractfile(f"package/{name}")
    assert member
    return member.read().decode()


def _names(declarations: str) -> dict[str, Any]:
    interfaces = dict(_INTERFACE.findall(declarations))
    (top,) = [
        name for name in interfaces if name.endswith("Config") and "TerraformMetaArguments" in _line(declarations, name)
    ]
    found = list(_arguments(interfaces, top))
    resource = declarations[declarations.rindex("extends cdktn.TerraformResource") :]
    getters = {_snake(name) for name in _GETTER.findall(resource) if not name.endswith("Input")}
    return {
        "arguments": sorted(name for name, _ in found),
        "required": sorted(name for name, required in found if required),
        "attributes": sorted(getters),
    }


def _line(declarations: str, interface: str) -> str:
    found = re.search(rf"^export interface {interface}\b.*$", declarations, re.MULTILINE)
    return found[0] if found else ""


def _arguments(interfaces: dict[str, str], name: str) -> Iterator[tuple[str, bool]]:
    for argument, optional, kind in _PROPERTY.findall(interfaces[name]):
        yield argument, not optional
        block = re.match(r"\w+", kind)
        if block and block[0] in interfaces:
            # What a block requires is required only where there is such a block.
            yield from ((f"{argument}.{inner}", False) for inner, _ in _arguments(interfaces, block[0]))


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: f"_{found[1].lower()}", name)


if __name__ == "__main__":
    main(sys.argv[1])
