"""One stage: a folder where mutmut mutates the functions and runs some of the tests."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import parse_mutant_key

from tools.paths import FUNCTIONS_DIRECTORY, ROOT, STATE_DIRECTORY

KILLED, SURVIVED = "killed", "survived"
# mutmut takes its own output for code only where the folder's name is one that it knows.
_SOURCE = "src"
_OUTPUT = "mutants"
_MEANING = {
    "killed": KILLED,
    "timeout": KILLED,
    "segfault": KILLED,
    "survived": SURVIVED,
    "no tests": SURVIVED,
}
_GENERATE = """
from mutmut.__main__ import copy_also_copy_files, copy_src_dir, create_mutants
copy_src_dir()
copy_also_copy_files()
create_mutants(1)
"""


class MutmutError(RuntimeError):
    """mutmut did not do its work; the message says where its output is."""


@dataclass(frozen=True)
class Stage:
    """The tests ``tests`` (paths below the project, without those below ``without``), tried on mutants."""

    name: str
    tests: tuple[str, ...]
    without: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where mutmut runs. What it found stays here, so that the next run goes on from there."""
        return STATE_DIRECTORY / "mutants" / self.name

    def generate(self) -> None:
        """Make the mutants of the functions as they are now. Verdicts on functions that did not change stay."""
        output = self.folder / _OUTPUT
        output.mkdir(parents=True, exist_ok=True)
        _link(self.folder / _SOURCE, FUNCTIONS_DIRECTORY)
        _link(output / "functions", output / _SOURCE)
        for path in ROOT.iterdir():
            if not path.name.startswith(".") and path.name not in {"functions", "build", "pyproject.toml"}:
                _link(output / path.name, path)
        settings = (ROOT / "pyproject.toml").read_text() + self._settings()
        (self.folder / "pyproject.toml").write_text(settings)
        self._call([sys.executable, "-c", _GENERATE], "generate.log")

    def try_all(self, names: Iterable[str]) -> Iterator[str]:
        """Run the tests on the mutants ``names``. Yields what mutmut says of how far it is. Raises MutmutError."""
        self._forget_changed_tests()
        command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", "1", *names]
        log = self.folder / "run.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=_environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            with process:
                try:
                    for line in process.stdout or ():  # its progress ends with carriage returns: these end lines, too
                        output.write(line)
                        yield line.strip()
                except BaseException:
                    process.terminate()
                    raise
        status = process.returncode
        if status:
            raise MutmutError(f"mutmut ended with {status}: see {log}")

    def _forget_changed_tests(self) -> None:
        """Let mutmut find out anew which tests reach which function: it notices new tests, and no changed ones."""
        known = self.folder / _OUTPUT / "mutmut-stats.json"
        if known.exists() and any(
            path.stat().st_mtime > known.stat().st_mtime for path in (ROOT / "tests").rglob("*.py")
        ):
            known.unlink()

    def mutants(self) -> list[str]:
        """Return the names of all mutants."""
        return [name for name, _ in self._found()]

    def verdicts(self) -> dict[str, str]:
        """Return by its name what became of each mutant that was tried: ``KILLED`` or ``SURVIVED``."""
        found = ((name, _MEANING.get(status_by_exit_code[code])) for name, code in self._found())
        return {name: verdict for name, verdict in found if verdict is not None}

    def source_of(self, name: str) -> Path:
        """Return the file of the mutant ``name``, relative to ``folder``."""
        path = Path(_SOURCE, *module_of(name).split("."))
        return path.with_suffix(".py") if (self.folder / path.with_suffix(".py")).is_file() else path / "__init__.py"

    def _found(self) -> Iterator[tuple[str, int | None]]:
        for path in sorted((self.folder / _OUTPUT / _SOURCE).rglob("*.meta")):
            yield from json.loads(path.read_text())["exit_code_by_key"].items()

    def _call(self, command: list[str], log: str) -> None:
        with (self.folder / log).open("w") as output:
            done = subprocess.run(
                command, cwd=self.folder, env=_environment(), stdout=output, stderr=subprocess.STDOUT, check=False
            )
        if done.returncode:
            raise MutmutError(f"mutmut made no mutants: see {self.folder / log}")

    def _settings(self) -> str:
        left_out = [word for path in self.without for word in ("--deselect", path)]
        values: Mapping[str, object] = {
            "source_paths": [_SOURCE],
            "do_not_mutate": [f"{_SOURCE}/shared/generated/*"],
            "pytest_add_cli_args": ["-p", "no:cacheprovider", "-p", "no:xdist", *left_out],
            "pytest_add_cli_args_test_selection": list(self.tests),
            # What its tests take, in seconds, and this much more, five times: the machine may be busy with others.
            "timeout_constant": 6.0,
            "timeout_multiplier": 5.0,
            "on_dependency_change": "ignore",
        }
        return "\n[tool.mutmut]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())


def module_of(name: str) -> str:
    """Return the module of the mutant ``name``: ``ingest.handler`` of ``ingest.handler.x_handler__mutmut_1``."""
    return name.rpartition(".")[0]


def function_of(name: str) -> str:
    """Return the function of the mutant ``name``, as Python names it: ``ingest.adapters.endpoint.Endpoint.respond``."""
    function, owner = parse_mutant_key(name.rpartition(".")[2].partition("__mutmut_")[0])
    return ".".join(filter(None, [module_of(name), owner, function]))


def _link(link: Path, target: Path) -> None:
    if not link.is_symlink():
        link.symlink_to(os.path.relpath(target, link.parent))


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in ("HOME", "PATH", "LANG") if name in os.environ}
