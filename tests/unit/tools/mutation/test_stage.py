"""Mutants of a project's functions, and what its tests say of them."""

from collections.abc import Iterator

import pytest

from tools.mutation import stage as module
from tools.mutation.listed import Change, change_of
from tools.mutation.stage import KILLED, SURVIVED, Stage, function_of

ADDING = """class Adder:
    def add(self, one: int, other: int) -> int:
        return one + other


def double(number: int) -> int:
    return number * 2


def never_asked() -> int:
    return 1
"""
A_TEST = """from ingest.adding import Adder, double


def test_the_sum() -> None:
    assert Adder().add(1, 2) == 3


def test_the_double() -> None:
    assert double(0) == 0
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A project with one module and its tests."""
    root = tmp_path_factory.mktemp("project")
    for name, text in {
        "functions/ingest/__init__.py": "",
        "functions/ingest/adding.py": ADDING,
        "functions/shared/__init__.py": "",
        "tests/test_adding.py": A_TEST,
        "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["functions"]\n',
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(module, "ROOT", root)
        monkeypatch.setattr(module, "FUNCTIONS_DIRECTORY", root / "functions")
        monkeypatch.setattr(module, "STATE_DIRECTORY", root / ".local")
        yield Stage("all", ("tests",))


@pytest.fixture(scope="module")
def found(stage: Stage) -> dict[Change, str]:
    """Every mutant of the project, tried."""
    stage.generate()
    list(stage.try_all(stage.mutants()))
    return {change_of(name, stage): verdict for name, verdict in stage.verdicts().items()}


def test_a_mutant_is_killed_by_a_test_that_notices_it_and_goes_on_living_without(found: dict[Change, str]) -> None:
    assert found == {
        Change("ingest.adding.Adder.add", "return one + other", "return one - other"): KILLED,
        Change("ingest.adding.double", "return number * 2", "return number / 2"): SURVIVED,
        Change("ingest.adding.double", "return number * 2", "return number * 3"): SURVIVED,
        Change("ingest.adding.never_asked", "return 1", "return 2"): SURVIVED,
    }


def test_a_verdict_stays_until_the_function_changes(found: dict[Change, str], stage: Stage) -> None:
    source = module.FUNCTIONS_DIRECTORY / "ingest" / "adding.py"
    source.write_text(ADDING.replace("one + other", "other + one"))
    stage.generate()

    kept = {change_of(name, stage) for name in stage.verdicts()}

    assert kept == {change for change in found if change.function != "ingest.adding.Adder.add"}


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("ingest.domain.recording.x_record__mutmut_1", "ingest.domain.recording.record"),
        ("ingest.domain.recording.x__private__mutmut_12", "ingest.domain.recording._private"),
        ("recommender.domain.batch.xǁ_Refusalǁadd__mutmut_3", "recommender.domain.batch._Refusal.add"),
        ("shared.tracing.x_start__mutmut_3", "shared.tracing.start"),
    ],
)
def test_a_mutant_is_named_after_its_function(name: str, function: str) -> None:
    assert function_of(name) == function
