"""What the commands that change a catalogue share."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from tools.catalogue_file import CatalogueFileError
from tools.catalogue_ids import IdFileError
from tools.command import FAILED

EMPTY = "--empty"


class EmptiedError(Exception):
    """Nothing would be left of a catalogue, and nobody said that this is meant."""


def refused(path: Path, act: Callable[[], int]) -> int:
    """Return the exit status of ``act``; what is wrong with its file is printed, a line each."""
    try:
        return act()
    except (CatalogueFileError, IdFileError, OSError) as problem:
        for line in str(problem).splitlines():
            print(f"{path}: {line}", file=sys.stderr)
    except EmptiedError:
        print(f"{path}: none of the items that are there would stay. Say {EMPTY} if that is meant.", file=sys.stderr)
    return FAILED


def add_file(options: argparse.ArgumentParser) -> None:
    """Let a command line name a catalogue."""
    options.add_argument("file", type=Path, help="JSON lines, one item each")


def add_removal_options(options: argparse.ArgumentParser) -> None:
    """Let a command line look before it removes, and allow it to remove everything."""
    options.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
    options.add_argument(EMPTY, action="store_true", help="none of the items that are there has to stay")
