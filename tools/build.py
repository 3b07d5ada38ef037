"""Build the functions' packages: ``python -m tools.build``.

Each is a zip with the function's own folder, the shared code and the pinned dependencies, compiled. Two builds of the
same commit are byte-identical. Beside them ``manifest.json`` says to Terraform what they were built for.
"""

import argparse
import base64
import hashlib
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from tools.archive import write_archive
from tools.botocore_data import is_needed
from tools.bytecode import compile_tree
from tools.dependencies import DependencyError, installed_dependencies, pinned_version
from tools.paths import BUILD_DIRECTORY, CACHE_DIRECTORY, ROOT
from tools.runtime import Runtime, UnknownArchitectureError, this_runtime

_NOT_PACKAGED = shutil.ignore_patterns("__pycache__", "requirements.*", "README.md")
_MEGABYTE = 1_000_000


class BuildError(RuntimeError):
    """The packages could not be built; the message says what to do."""


@dataclass(frozen=True)
class Function:
    """A Lambda function: the folder ``functions/<name>`` and the AWS services (botocore's names) that it calls."""

    name: str
    services: frozenset[str]


# The X-Ray SDK makes a client for its sampling rules as soon as it is imported.
_TRACING = "xray"

FUNCTIONS = (
    Function("ingest", frozenset({"dynamodb", _TRACING})),
    Function("recommender", frozenset({"dynamodb", "personalize-runtime", "s3", "sns", _TRACING})),
    Function("watch", frozenset({"s3"})),
)


@dataclass(frozen=True)
class Package:
    """A zip that was built."""

    function: str
    path: Path

    def manifest_entry(self) -> dict[str, str | int]:
        """Return what Terraform needs to know of the zip; ``sha256_base64`` is the form of ``source_code_hash``."""
        content = self.path.read_bytes()
        digest = hashlib.sha256(content)
        return {
            "file": self.path.name,
            "sha256": digest.hexdigest(),
            "sha256_base64": base64.b64encode(digest.digest()).decode(),
            "bytes": len(content),
        }


@dataclass(frozen=True)
class Build:
    """All packages of one build, and what they were built for."""

    runtime: Runtime
    packages: tuple[Package, ...]

    def summary(self) -> str:
        """Return one line for a person: runtime, architecture, sizes."""
        sizes = ", ".join(f"{p.function} {p.path.stat().st_size / _MEGABYTE:.1f} MB" for p in self.packages)
        return f"{self.runtime.name} {self.runtime.architecture}: {sizes}"


def build(
    *,
    root: Path = ROOT,
    output: Path = BUILD_DIRECTORY,
    cache: Path = CACHE_DIRECTORY,
    runtime: Runtime | None = None,
    prune: bool = True,
    progress: Callable[[str], None] = lambda _: None,
) -> Build:
    """Build every function of the checkout ``root`` into ``output``; ``cache`` keeps installed dependencies.

    ``prune=False`` keeps the data of AWS services that a function does not call. ``progress`` gets every step.
    Raises :class:`BuildError`, and :class:`UnknownArchitectureError` where ``runtime`` is left out and ``ARCH`` is odd.
    """
    runtime = runtime or this_runtime()
    output.mkdir(parents=True, exist_ok=True)
    packages = []
    for function in FUNCTIONS:
        requirements = root / "functions" / function.name / "requirements.txt"
        progress(f"{function.name}: dependencies")
        try:
            dependencies = installed_dependencies(requirements, runtime, cache)
        except DependencyError as problem:
            raise BuildError(str(problem)) from problem
        progress(f"{function.name}: package")
        with tempfile.TemporaryDirectory() as temporary:
            own = _own_code(root / "functions", function, Path(temporary))
            kept = needed_files(dependencies, function.services if prune else None)
            package = Package(function.name, output / f"{function.name}.zip")
            write_archive(package.path, {**kept, **_files(own)})
        packages.append(package)
    botocore = pinned_version(root / "functions" / FUNCTIONS[0].name / "requirements.txt", "botocore")
    _write_manifest(output / "manifest.json", runtime, botocore, packages)
    return Build(runtime, tuple(packages))


def _own_code(functions: Path, function: Function, target: Path) -> Path:
    """Copy the function's folder and the shared code into ``target`` and compile them; return ``target``."""
    if not (functions / "shared" / "generated").is_dir():
        raise BuildError("functions/shared/generated is missing: run `make setup` first.")
    for name in (function.name, "shared"):
        shutil.copytree(functions / name, target / name, ignore=_NOT_PACKAGED)
    compile_tree(target)
    return target


def needed_files(dependencies: Path, services: Collection[str] | None) -> dict[str, Path]:
    """Return the files of an installed tree that a function which calls ``services`` needs; all of them for None."""
    return {name: path for name, path in _files(dependencies).items() if services is None or is_needed(name, services)}


def _files(tree: Path) -> dict[str, Path]:
    """Return every file in ``tree`` by its name below it."""
    return {path.relative_to(tree).as_posix(): path for path in tree.rglob("*") if path.is_file()}


def _write_manifest(path: Path, runtime: Runtime, botocore: str, packages: list[Package]) -> None:
    manifest = {
        "runtime": runtime.name,
        "architecture": runtime.architecture,
        "botocore": botocore,
        "functions": {package.function: package.manifest_entry() for package in packages},
    }
    path.write_text(json.dumps(manifest, indent=2) + "\n")


def main() -> int:
    """Build from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.build", description="Build the functions' packages.")
    parser.add_argument("--output", type=Path, default=BUILD_DIRECTORY, help="where the zips and the manifest go")
    parser.add_argument("--keep-all-services", action="store_true", help="keep the data of AWS services nobody calls")
    arguments = parser.parse_args()
    started = time.monotonic()
    try:
        result = build(
            output=arguments.output,
            prune=not arguments.keep_all_services,
            progress=lambda step: print(f"build: {step}", flush=True),
        )
    except (BuildError, UnknownArchitectureError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"build: {result.summary()} in {time.monotonic() - started:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
