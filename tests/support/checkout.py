"""A fresh copy of the working tree, and its commands run as a newcomer would: in a clean environment."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.paths import ROOT

CACHE = Path(".local", "cache")
COMMAND_TIMEOUT_SECONDS = 600


class CommandError(AssertionError):
    """A command ended with another status than expected; the message holds what it printed."""


def clean_environment(**extra: str) -> dict[str, str]:
    """Return what a login shell of a newcomer would have at least: a home, a search path, a language."""
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "LANG") if name in os.environ}
    return kept | extra


@dataclass(frozen=True)
class Checkout:
    """A copy of the project's files at ``path``."""

    path: Path

    def run(self, command: str, expect: int = 0, **environment: str) -> str:
        """Run a shell command in the copy and return all it printed.

        Raises :class:`CommandError` when it ends with another status than ``expect``.
        """
        result = subprocess.run(
            ["bash", "-c", command],
            cwd=self.path,
            env=clean_environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=COMMAND_TIMEOUT_SECONDS,
            check=False,
        )
        if result.returncode != expect:
            raise CommandError(f"{command!r} ended with {result.returncode}, not {expect}:\n{result.stdout}")
        return result.stdout

    def run_configured(self, command: str, expect: int = 0) -> str:
        """Run a command with the settings of the running stack, as the README tells its readers to."""
        return self.run(f"set -a; . .local/env; set +a; {command}", expect)


def copy_working_tree(destination: Path) -> Checkout:
    """Copy what git would commit now, and share what takes long to make: environment and caches."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listing.stdout.split("\0")):
        source, target = ROOT / name, destination / name
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)
    (destination / ".venv").symlink_to(ROOT / ".venv")
    (ROOT / CACHE).mkdir(parents=True, exist_ok=True)
    (destination / CACHE).parent.mkdir()
    (destination / CACHE).symlink_to(ROOT / CACHE)
    return Checkout(destination)
