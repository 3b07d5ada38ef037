"""The packages of an earlier build: a folder that has them, or what git knows, built in a work tree of its own."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools.paths import CACHE_DIRECTORY, ROOT, STATE_DIRECTORY

_FOLDER = STATE_DIRECTORY / "performance"


class NoBuildError(RuntimeError):
    """There are no packages where somebody looks for them; the message says what there is instead."""


def earlier_build(name: str, progress: Callable[[str], None]) -> Path:
    """Return the folder with the packages of ``name``: a folder, or a commit, which is built unless it was before.

    Raises :class:`NoBuildError`.
    """
    folder = Path(name)
    if folder.is_dir():
        if not (folder / "ingest.zip").is_file():
            raise NoBuildError(f"{name} has no ingest.zip: name the folder that `make build` filled.")
        return folder.resolve()
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if not commit:
        raise NoBuildError(f"{name} is neither a folder nor a commit.")
    output = _FOLDER / "commits" / commit
    if not (output / "manifest.json").is_file():
        progress(f"{name} is built")
        _build(commit, output)
    return output


def _build(commit: str, output: Path) -> None:
    tree = _FOLDER / "trees" / commit
    shutil.rmtree(tree, ignore_errors=True)  # of a run that was ended
    _git("worktree", "prune")
    _git("worktree", "add", "--force", "--detach", str(tree), commit)
    try:
        # What is installed is kept by its content, so another commit's build may use it.
        (tree / CACHE_DIRECTORY.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
        CACHE_DIRECTORY.mkdir(parents=True, exist_ok=True)
        (tree / CACHE_DIRECTORY.relative_to(ROOT)).symlink_to(CACHE_DIRECTORY)
        for module, *options in (("tools.generate",), ("tools.build", "--output", str(output))):
            command = [sys.executable, "-m", module, *options]
            made = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
            if made.returncode:
                raise NoBuildError(f"{commit} could not be built:\n{made.stderr.strip()}")
    finally:
        _git("worktree", "remove", "--force", str(tree))


def _git(*words: str) -> str:
    """Return what git says; empty where it refuses a question."""
    asked = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if asked.returncode and words[0] == "worktree":
        raise NoBuildError(asked.stderr)
    return asked.stdout.strip()


def present_commit() -> tuple[str, bool]:
    """Return the last commit that changed what packages are made of, and whether that is changed now."""
    made_of = ("--", "functions", "tools/*.py")
    return _git("log", "-1", "--format=%H", *made_of), bool(_git("status", "--porcelain", *made_of))
