"""The map in local/README.md has a row for every part of the local stack, and no other row."""

import re
from pathlib import Path

from tests.support.checkout import ROOT

LOCAL = ROOT / "local"
ROW = re.compile(r"^\| ((?:`[^`|]+`(?:, )?)+) \| [^|]+ \| [^|]+ \|$", re.MULTILINE)


def parts() -> set[str]:
    """Return the folders, with a slash at the end, and the files beside them."""
    files = [path.relative_to(LOCAL) for path in LOCAL.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    folders = {f"{folder}/" for path in files for folder in path.parents if folder.name}
    return folders | {path.name for path in files if path.parent == Path()} - {"README.md", "__init__.py"}


def test_the_map_names_every_part_and_nothing_else() -> None:
    rows = ROW.findall((LOCAL / "README.md").read_text())
    named = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]

    assert sorted(named) == sorted(parts())
