"""`make test`: what it counts, what it prints, how it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import check, check_runner, check_steps
from tools.check_runner import Result
from tools.check_steps import Step, lanes, suites
from tools.paths import ROOT

PASSES = "def test_it():\n    pass\n"
FAILS = "def test_it():\n    assert 1 == 2\n"
BREAKS = "import pytest\n\n@pytest.fixture\ndef broken():\n    raise OSError\n\ndef test_it(broken):\n    pass\n"


@pytest.fixture(autouse=True)
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep reports apart from those of the run that this test is part of."""
    monkeypatch.setattr(check_runner, "REPORTS", tmp_path / "reports")
    return tmp_path / "reports"


def command(code: str) -> Step:
    return Step("step", (sys.executable, "-c", code))


def a_suite(folder: Path, reports: Path, **files: str) -> Step:
    folder.mkdir()
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text)
    report = reports / "tests.xml"
    pytest_here = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder))
    return Step("tests", (*pytest_here, "-c", os.devnull, f"--junitxml={report}", str(folder)), report)


def outcome(result: Result) -> tuple[int, int]:
    return result.passed, result.failed


def test_a_check_counts_only_when_it_fails() -> None:
    ran = check.check([[command("pass"), command("raise SystemExit(3)")]])

    assert [outcome(result) for result in ran] == [(0, 0), (0, 1)]


def test_tests_are_counted_one_by_one(tmp_path: Path, reports: Path) -> None:
    step = a_suite(tmp_path / "suite", reports, one=PASSES, two=PASSES, three=FAILS, four=BREAKS)

    assert outcome(check.check([[step]])[0]) == (2, 2)


def test_tests_that_cannot_be_collected_count_as_a_failure(tmp_path: Path, reports: Path) -> None:
    step = a_suite(tmp_path / "suite", reports, one=PASSES, two="import nothing_of_that_name\n")

    assert check.check([[step]])[0].failed >= 1


def test_a_run_of_tests_that_dies_before_it_reports_counts_as_a_failure(reports: Path) -> None:
    step = Step("tests", (sys.executable, "-c", "import os; os.abort()"), reports / "never.xml")

    assert outcome(check.check([[step]])[0]) == (0, 1)


def test_a_failure_does_not_keep_later_steps_from_running() -> None:
    assert len(check.check([[command("raise SystemExit(1)"), command("pass")], [command("pass")]])) == 3


def test_lanes_run_beside_each_other(tmp_path: Path) -> None:
    """Each lane ends only when it has seen the other's file."""
    meet = (
        "import pathlib, sys, time; mine, other = map(pathlib.Path, sys.argv[1:]); mine.touch()\n"
        "deadline = time.monotonic() + 20\n"
        "while not other.exists():\n    assert time.monotonic() < deadline\n    time.sleep(0.01)\n"
    )
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    steps = [Step("a", (sys.executable, "-c", meet, a, b)), Step("b", (sys.executable, "-c", meet, b, a))]

    assert [result.failed for result in check.check([[step] for step in steps])] == [0, 0]


def test_the_report_shows_what_failed_and_ends_with_the_plain_totals(
    tmp_path: Path, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = check.check([[a_suite(tmp_path / "suite", reports, one=PASSES, two=FAILS), command("print('all is well')")]])
    capsys.readouterr()

    assert check.report(ran, seconds=1.0) == 1

    printed = capsys.readouterr().out
    assert "assert 1 == 2" in printed
    assert "all is well" not in printed
    assert printed.splitlines()[-1] == "1 passed, 1 failed"


def test_the_callers_aws_and_terraform_settings_do_not_reach_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "TF_WORKSPACE", "TF_VAR_environment", "MAKEFLAGS"):
        monkeypatch.setenv(name, "surprise")
    code = "import os; raise SystemExit('surprise' in os.environ.values())"

    assert check.check([[command(code)]])[0].failed == 0


@pytest.mark.parametrize(
    ("seconds", "shell"),
    [(0, ""), (1, ""), (0, "trap '' INT; ")],
    ids=["that run", "that have just started", "in the background of a script"],
)
def test_an_interrupt_lets_the_steps_clean_up(tmp_path: Path, seconds: int, shell: str) -> None:
    cleaned, started = tmp_path / "cleaned", tmp_path / "started"
    step = (
        "import pathlib, time, sys; started, cleaned = map(pathlib.Path, sys.argv[1:])\n"
        "try:\n    started.touch(); time.sleep(60)\nfinally:\n    cleaned.touch()\n"
    )
    program = (
        "import sys; from tools import check; from tools.check_steps import Step\n"
        "import subprocess, time; start = subprocess.Popen.__init__\n"
        "def slowly(*arguments, **named): start(*arguments, **named); time.sleep(seconds)\n"
        "seconds, *arguments = int(sys.argv[1]), *sys.argv[2:]; del sys.argv[1:]\n"
        "subprocess.Popen.__init__ = slowly\n"
        "check.plan = lambda names: [[Step('step', (sys.executable, '-c', *arguments))]]\n"
        "raise SystemExit(check.main())\n"
    )
    command = [sys.executable, "-c", program, str(seconds), step, str(started), str(cleaned)]
    running = subprocess.Popen(
        ["sh", "-c", f'{shell}exec "$@"', "sh", *command],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while not started.exists() and time.monotonic() < deadline:
        time.sleep(0.02)

    running.send_signal(signal.SIGTERM)

    assert running.wait(timeout=30) == check.INTERRUPTED
    assert cleaned.exists()


def test_every_folder_of_tests_is_run_and_none_of_its_tests_twice() -> None:
    expressions: dict[str, list[str]] = {}
    left_out = []
    for step in (step for lane in lanes(suites()) for step in lane):
        options = step.command[step.command.index("pytest") + 1 :]
        expression = options[options.index("-m") + 1] if "-m" in options else ""
        for word in options:
            if word.startswith("tests/"):
                expressions.setdefault(word.removeprefix("tests/"), []).append(expression)
            if word.startswith("--ignore="):
                left_out.append(word.removeprefix(f"--ignore={check_steps.TESTS}/"))

    nested = [name for name in expressions if "/" in name]
    assert sorted(expressions.keys() - nested) == suites()
    assert left_out == nested, "what runs elsewhere is left out of its folder's run"
    split = expressions.pop("docs")
    assert split == [f"not {split[1]}", split[1]]
    assert all(len(found) == 1 for found in expressions.values())


def test_a_part_of_the_tests_can_be_run_alone() -> None:
    assert [step.name for lane in check.plan(["unit"]) for step in lane] == ["tests: unit"]
    assert "types" in [step.name for lane in check.plan(["static"]) for step in lane]


def test_figures_that_tests_measured_are_shown_whether_or_not_they_fail(capsys: pytest.CaptureFixture[str]) -> None:
    ran = check.check([[command("print('figure: p95: 12 ms')")]])
    capsys.readouterr()

    check.report(ran, seconds=1.0)

    assert "p95: 12 ms" in capsys.readouterr().out
