"""A function's pinned dependencies, installed for Lambda, cleaned and compiled once, then kept."""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.bytecode import compile_tree
from tools.runtime import Runtime

# Changes when what is done to an installed package changes, so that a kept tree is not used.
_RECIPE = "1"
_NOT_NEEDED_TO_RUN = ("*.pyi", "py.typed", "*.c", "*.h", "*.pyx")
_DIRECTORIES_NOT_NEEDED = ("bin", "**/__pycache__", "**/tests")


class DependencyError(RuntimeError):
    """The pinned dependencies could not be installed; the message holds what pip said."""


def pinned_version(requirements: Path, package: str) -> str:
    """Return the version to which a requirements file pins ``package``. Raises :class:`DependencyError`."""
    found = re.search(rf"^{re.escape(package)}==([^\s;\\]+)", requirements.read_text(), re.MULTILINE)
    if not found:
        raise DependencyError(f"{requirements} does not pin {package}: run `make requirements`.")
    return found[1]


def installed_dependencies(requirements: Path, runtime: Runtime, cache: Path) -> Path:
    """Return a directory with the packages of ``requirements``, as the functions' import path.

    Installed for ``runtime`` from wheels whose hashes match, without compilers or scripts, byte-code included. Kept in
    ``cache`` by what went into it. Raises :class:`DependencyError`.
    """
    kept = cache / "dependencies" / _fingerprint(requirements, runtime)
    if kept.is_dir():
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as temporary:
        tree = Path(temporary) / "tree"
        _install(requirements, runtime, tree)
        _clean(tree)
        compile_tree(tree)
        if not kept.is_dir():  # another build may have been faster
            tree.rename(kept)
    return kept


def _fingerprint(requirements: Path, runtime: Runtime) -> str:
    """Return a short hash of everything that decides what the installed tree holds."""
    pins = [line for line in requirements.read_text().splitlines() if not line.lstrip().startswith("#")]
    ingredients = [_RECIPE, runtime.name, runtime.architecture, sys.version, *pins]
    return hashlib.sha256("\n".join(ingredients).encode()).hexdigest()[:16]


def _install(requirements: Path, runtime: Runtime, target: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    command += ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-compile"]
    command += ["--implementation", "cp", "--python-version", runtime.version]
    for platform in runtime.wheel_platforms:
        command += ["--platform", platform]
    command += ["--target", str(target), "--requirement", str(requirements)]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise DependencyError(f"pip could not install {requirements.name}:\n{result.stderr.strip()}")


def _clean(tree: Path) -> None:
    """Remove what Lambda never reads. Of a package's metadata the name and version stay: scanners look for them."""
    for pattern in _NOT_NEEDED_TO_RUN:
        for path in list(tree.rglob(pattern)):
            path.unlink()
    for pattern in _DIRECTORIES_NOT_NEEDED:
        for path in list(tree.glob(pattern)):
            shutil.rmtree(path)
    for metadata in tree.glob("*.dist-info"):
        for path in sorted(metadata.rglob("*"), reverse=True):
            if path.is_dir():
                path.rmdir()
            elif path.name != "METADATA":
                path.unlink()
