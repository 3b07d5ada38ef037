"""Where Terraform runs: in ``terraform/``, or among links to what is there, without the files that would disturb it.

What Terraform leaves when it is run by hand lies where the next run looks first: it then asks whether to take that
state over, and nobody answers. Such files are left out, named, and never changed: they are not ours.
"""

import os
import sys
from collections.abc import Collection, Iterable
from pathlib import Path

_READ_BY_THE_MODULE = ("build", "contracts", "monitoring")
_DATA = ".terraform"
_STATES_BY_HAND = ("terraform.tfstate", "terraform.tfstate.d")


def states_by_hand(terraform: Path) -> list[Path]:
    """Return the states in ``terraform`` that are no environment's: the default one, and those of workspaces."""
    return [terraform / name for name in _STATES_BY_HAND if (terraform / name).exists()]


def overrides(terraform: Path, *words: str) -> list[Path]:
    """Return the files in ``terraform`` that override other files there and hold one of ``words``."""
    found = sorted([*terraform.glob("*override.tf"), *terraform.glob("*override.tf.json")])
    return [path for path in found if any(word in path.read_text(errors="replace") for word in words)]


def laid_out(terraform: Path, project: Path, left_out: Iterable[Path] = ()) -> Path:
    """Lay ``terraform`` and what it reads out once more in ``project``, of links; return where Terraform can run.

    Another Terraform may be running there, and plans be kept there: what is right already is not touched, nor what is
    no link.
    """
    unwanted = {_DATA, *(path.name for path in left_out)}
    root = project / terraform.name
    root.mkdir(parents=True, exist_ok=True)
    links = {project / name: terraform.parent / name for name in _READ_BY_THE_MODULE}
    links |= {root / entry.name: entry for entry in terraform.iterdir() if entry.name not in unwanted}
    for there in (*project.iterdir(), *root.iterdir()):
        if there.is_symlink() and there.readlink() != links.get(there):
            there.unlink()
    for link, target in links.items():
        if not link.is_symlink():
            link.symlink_to(target)
    return root


def left_out(paths: Collection[Path], instead: str) -> str:
    """Return a line for a person that names what Terraform does not see, and what counts ``instead``."""
    names = ", ".join(f"{path.parent.name}/{path.name}" for path in paths)
    return f"terraform: left out, and left alone: {names}. {instead}"


def colour() -> list[str]:
    """Return the option that keeps colour codes out of what is not read on a terminal, or where NO_COLOR is set.

    Source: https://no-color.org: any value counts but an empty one.
    """
    terminals = sys.stdout.isatty() and sys.stderr.isatty()
    return [] if terminals and not os.environ.get("NO_COLOR") else ["-no-color"]
