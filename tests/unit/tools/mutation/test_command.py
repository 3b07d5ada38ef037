"""`make mutants`: which mutants are tried, and what it says of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pytest

from tools.mutation import __main__ as command
from tools.mutation.listed import Change
from tools.mutation.stage import KILLED, SURVIVED

NAMES = [f"ingest.domain.recording.x_record__mutmut_{number}" for number in range(1, 6)]
OTHER = "recommender.domain.batch.xǁOfferMakerǁhandle__mutmut_1"


@dataclass(eq=False)
class ScriptedStage:
    """A stage whose tests notice the mutants ``noticed``."""

    name: str
    noticed: set[str]
    found: dict[str, str] = field(default_factory=dict)
    tried: list[str] = field(default_factory=list)

    def generate(self) -> None:
        pass

    def mutants(self) -> list[str]:
        return [*NAMES, OTHER]

    def try_all(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            self.tried.append(name)
            self.found[name] = KILLED if name in self.noticed else SURVIVED
            yield "…"

    def verdicts(self) -> dict[str, str]:
        return dict(self.found)


@pytest.fixture(autouse=True)
def _changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know each change by the mutant's name."""
    monkeypatch.setattr(command, "change_of", lambda name, stage: change(name))


def change(name: str) -> Change:
    return Change(name, "was", "becomes")


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> tuple[ScriptedStage, ScriptedStage]:
    both = ScriptedStage("alone", {*NAMES[:3], OTHER}), ScriptedStage("together", {NAMES[3]})
    monkeypatch.setattr(command, "STAGES", both)
    monkeypatch.setattr(command, "ALONE", both[0])
    return both


def test_what_survives_one_stage_is_tried_by_the_next(stages: tuple[ScriptedStage, ScriptedStage]) -> None:
    verdicts = command.settle(NAMES, set(), anew=False)
    assert verdicts == {**dict.fromkeys(NAMES[:4], KILLED), NAMES[4]: SURVIVED}
    assert [stage.tried for stage in stages] == [NAMES, NAMES[3:]]


def test_a_second_run_tries_only_what_survived_and_is_not_listed(stages: tuple[ScriptedStage, ScriptedStage]) -> None:
    for known, again in ((set(), [NAMES[4]]), ({change(NAMES[4])}, [])):
        first = command.settle(NAMES, known, anew=False)
        for stage in stages:
            stage.tried.clear()
        assert command.settle(NAMES, known, anew=False) == first
        assert [stage.tried for stage in stages] == [again, again]


def test_anew_tries_all(stages: tuple[ScriptedStage, ScriptedStage]) -> None:
    command.settle(NAMES, set(), anew=False)
    stages[0].tried.clear()
    command.settle(NAMES, set(), anew=True)
    assert stages[0].tried == NAMES


def test_a_sample_is_the_same_each_time_and_a_module_is_one_of_the_functions() -> None:
    mutants = [*NAMES, OTHER]
    assert command.chosen(mutants, (), 2) == command.chosen(mutants[::-1], (), 2)
    assert len(command.chosen(mutants, (), 2)) == 2
    assert command.chosen(mutants, ["recommender.domain.batch"], 0) == [OTHER]
    assert command.chosen(mutants, (), 100) == sorted(mutants)


def test_the_table_counts_by_module() -> None:
    lines = command.table([*NAMES, OTHER], {**dict.fromkeys(NAMES[:3], KILLED), NAMES[3]: SURVIVED}).splitlines()
    assert [line.split() for line in lines] == [
        ["mutants", "killed", "survived", "undecided"],
        ["ingest.domain.recording", "5", "3", "1", "1"],
        ["recommender.domain.batch", "1", "0", "0", "1"],
        ["all", "6", "3", "1", "2"],
    ]


@pytest.mark.parametrize(
    ("survivors", "known", "whole", "says"),
    [
        ([], [], True, []),
        ([NAMES[0]], [], True, ["No test notices these", "More than 5%"]),
        ([NAMES[0]], [NAMES[0]], False, []),
        ([], [NAMES[0]], True, ["are listed in survivors.yaml and do not survive"]),
        ([], [NAMES[0]], False, []),
    ],
    ids=["all noticed", "unlisted", "listed", "listed and noticed", "in a part of them"],
)
def test_what_is_wrong_is_said(survivors: list[str], known: list[str], whole: bool, says: list[str]) -> None:
    verdicts = {**dict.fromkeys(NAMES, KILLED), **dict.fromkeys(survivors, SURVIVED)}
    wrong = command.judge(NAMES, verdicts, set(map(change, known)), whole=whole)
    assert [text in each for text, each in zip(says, wrong, strict=True)] == [True] * len(says)


def test_a_mutant_that_was_not_tried_to_the_end_is_no_success() -> None:
    assert command.judge(NAMES, {}, set(), whole=False) == ["5 mutants were not tried to the end: run it again."]


def test_the_command_fails_while_a_mutant_goes_unnoticed(
    stages: tuple[ScriptedStage, ScriptedStage], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "listed", lambda: frozenset({change(NAMES[4])}))
    assert command.main(["ingest.domain.recording"]) == 0
    monkeypatch.setattr(command, "listed", frozenset)
    assert command.main(["ingest.domain.recording"]) == 1
    assert f"- function: {NAMES[4]}" in capsys.readouterr().out
