"""Plant a defect in the functions' source, for a block, in fresh modules of this process."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, ModuleType

from tests.support.checkout import ROOT

FUNCTIONS = ROOT / "functions"
# All that holds code of the functions, or is made of it.
_AFFECTED = ("ingest", "recommender", "shared", "tools.recovery", "tests.support.reliability", "tests.support.fakes")


@dataclass(frozen=True)
class Defect:
    """What somebody might write in ``file`` (below functions/) in place of ``text``, which is there once."""

    file: str
    text: str
    replacement: str

    def source(self) -> str:
        """Return the file's source with the defect. Raises ``AssertionError`` when the text is not there once."""
        source = (FUNCTIONS / self.file).read_text()
        assert source.count(self.text) == 1, f"{self.file} holds the text {source.count(self.text)} times"
        return source.replace(self.text, self.replacement)

    @property
    def module(self) -> str:
        """The name of the module that the file is."""
        return self.file.removesuffix(".py").replace("/", ".")


class _Planted(SourceFileLoader):
    """Loads a module from ``source`` instead of its file."""

    source: str

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.path, "exec")


class _Finder:
    """Finds the one module that has the defect."""

    def __init__(self, defect: Defect) -> None:
        self._defect = defect
        self._source = defect.source()

    def find_spec(self, name: str, path: object, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self._defect.module:
            return None
        loader = _Planted(name, str(FUNCTIONS / self._defect.file))
        loader.source = self._source
        return ModuleSpec(name, loader, origin=loader.path)


@contextmanager
def planted(defect: Defect) -> Iterator[None]:
    """Inside the block, what is imported is new and has the defect; after it, everything is as before."""
    finder = _Finder(defect)
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_affected(name)}
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in [each for each in sys.modules if _is_affected(each)]:
            del sys.modules[name]
        sys.modules.update(kept)
        for name, module in kept.items():
            parent, _, child = name.rpartition(".")
            if parent:
                setattr(sys.modules[parent], child, module)


def _is_affected(name: str) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in _AFFECTED)
