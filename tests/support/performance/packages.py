"""What is measured, each unpacked in a folder of its own as Lambda would have it: built packages and baselines."""

import fcntl
import hashlib
import shutil
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.build import build, needed_files
from tools.bytecode import compile_tree
from tools.dependencies import installed_dependencies
from tools.paths import CACHE_DIRECTORY, FUNCTIONS_DIRECTORY, ROOT, STATE_DIRECTORY
from tools.runtime import this_runtime

BASELINES = ROOT / "tests" / "performance" / "baselines"
OWN_BUILDS = STATE_DIRECTORY / "performance" / "builds"
FUNCTIONS = ("ingest", "recommender")
_INGREDIENTS = ((FUNCTIONS_DIRECTORY, "*"), (ROOT / "tools", "*.py"))


@dataclass(frozen=True)
class Package:
    """``module`` is the handler's, ``function`` the one whose settings it gets, ``zipped`` its bytes, if known."""

    function: str
    module: str
    folder: Path
    zipped: int | None = None


def own_build() -> Path:
    """Return the folder of the packages of this checkout as it is now; they are built unless they were before."""
    digest = hashlib.sha256(sys.version.encode())
    for folder, pattern in _INGREDIENTS:
        for path in sorted(each for each in folder.rglob(pattern) if each.is_file() and each.suffix != ".pyc"):
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    output = OWN_BUILDS / digest.hexdigest()[:16]
    OWN_BUILDS.mkdir(parents=True, exist_ok=True)
    with (OWN_BUILDS / "lock").open("w") as lock:  # other processes may need it at the same time
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (output / "manifest.json").is_file():
            build(output=output)
    return output


def unpack(built: Path, into: Path, authority: bytes) -> dict[str, Package]:
    """Unpack the zips of the folder ``built``; let what they trust include ``authority``."""
    packages = {}
    for function in FUNCTIONS:
        archive = built / f"{function}.zip"
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(into / function)
        trust(into / function, authority)
        packages[function] = Package(function, f"{function}.handler", into / function, archive.stat().st_size)
    return packages


def baselines(into: Path, authority: bytes) -> dict[str, Package]:
    """Return the baselines by name. All have the same packages; only the naive one has no byte-code.

    The floor has no data of other AWS services, as a built package; the others have all that pip installs.
    """
    installed = installed_dependencies(BASELINES / "requirements.txt", this_runtime(), CACHE_DIRECTORY)
    everything, pruned = needed_files(installed, None), needed_files(installed, {"dynamodb"})
    sources = {name: path for name, path in everything.items() if "__pycache__" not in name}
    handlers = {
        "naive": ("ingest", "ingest_naive", sources),
        "typical": ("ingest", "ingest_typical", everything),
        "floor": ("ingest", "ingest_floor", pruned),
        "sequential": ("recommender", "recommender_typical", everything),
        "batched": ("recommender", "recommender_batched", everything),
        "idempotent": ("recommender", "recommender_idempotent", everything),
    }
    made = {}
    for name, (function, module, files) in handlers.items():
        folder = into / name
        own = folder.with_name(f"{name}-own")
        own.mkdir(parents=True)
        for source in BASELINES.glob("*.py"):
            shutil.copy(source, own)
        if files is not sources:
            compile_tree(own)
        _link(files.items(), folder)
        shutil.copytree(own, folder, dirs_exist_ok=True)
        trust(folder, authority)
        made[name] = Package(function, module, folder)
    return made


def _link(files: Iterable[tuple[str, Path]], folder: Path) -> None:
    """Give ``folder`` the files; they share their bytes with the originals where the file system can do that."""
    for name, path in files:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.hardlink_to(path)
        except OSError:
            shutil.copy(path, target)


def trust(folder: Path, authority: bytes) -> None:
    """Add ``authority`` to every bundle of certificates below ``folder``: bundles are then read as they are shipped."""
    for bundle in folder.rglob("*.pem"):
        content = bundle.read_bytes()
        bundle.unlink()  # it may share its bytes with others
        bundle.write_bytes(content + b"\n" + authority)
