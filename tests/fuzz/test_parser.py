"""The parser withstands a guided search, and the search finds what it should."""

import json
import os
import shutil
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.checkout import ROOT
from tests.support.contracts.bad_input import SAMPLE
from tests.support.fuzz.parser import BASE64, check
from tests.support.fuzz.search import search
from tests.support.fuzz.seeds import seed, seeds, write_corpus

EXECUTIONS = 200_000
LONGER = float(os.environ.get("FUZZ_SECONDS", "0"))
KEPT = ROOT / ".local" / "fuzz"
SAMPLE_ALONE = seed(json.dumps(SAMPLE).encode(), form=BASE64)

# What somebody might write: file, text, replacement.
DEFECTS = {
    "a member twice": ("ingest/domain/strict_json.py", "if len(members) != len(pairs):", "if False:"),
    "JSON errors let out": ("ingest/domain/strict_json.py", "except ValueError:", "except LookupError:"),
    "base64 errors let out": (
        "ingest/adapters/http_request.py",
        "except (binascii.Error, ValueError):",
        "except LookupError:",
    ),
    "values in refusals": (
        "ingest/domain/interest_request.py",
        "_explain(error.name, error.rule, document)) from None",
        "repr(document)) from None",
    ),
}
# libFuzzer's clock looks every few seconds whether an input takes too long; here it ticks while the process ends.
TICKING = """except ValueError:
        __import__("signal").setitimer(0, 0.01, 0.01)
        raise"""
guided = pytest.mark.skipif(
    find_spec("atheris") is None and os.environ.get("CI") != "true",
    reason="atheris is made for Linux on x86-64 alone; required when CI=true",
)


def test_every_case_of_the_catalogue_keeps_the_rules() -> None:
    for data in seeds():
        check(data)


@guided
@pytest.mark.timeout(300 + LONGER)
def test_a_guided_search_finds_nothing_to_break_it(tmp_path: Path, figures: Callable[[str, str], None]) -> None:
    started = time.perf_counter()
    if LONGER:
        outcome = search(write_corpus(KEPT / "corpus", seeds()), KEPT / "cases", f"-max_total_time={LONGER:.0f}")
    else:
        outcome = search(
            write_corpus(tmp_path / "corpus", seeds()), tmp_path / "cases", f"-runs={EXECUTIONS}", "-seed=1"
        )
    seconds = time.perf_counter() - started

    assert outcome.case is None, outcome.account()
    assert LONGER or outcome.executions >= EXECUTIONS
    figures(
        "guided search of the parser",
        f"{outcome.executions:,} executions in {seconds:.0f} s, {outcome.covered} places covered, 0 findings",
    )


@guided
@pytest.mark.parametrize("defect", DEFECTS)
def test_the_search_finds_a_planted_defect_from_the_sample_alone(defect: str, tmp_path: Path) -> None:
    functions = _planted(*DEFECTS[defect], tmp_path)
    corpus = write_corpus(tmp_path / "corpus", iter([SAMPLE_ALONE]))

    tried = search(corpus, tmp_path / "tried", "-runs=1", "-seed=1", functions=functions)
    outcome = search(corpus, tmp_path / "cases", f"-runs={EXECUTIONS}", "-seed=1", functions=functions)

    assert tried.case is None, "the sample is enough to show it, so this proves nothing of the search"
    assert outcome.case is not None, outcome.printed[-2000:]
    assert repr(outcome.case) in outcome.account()
    check(outcome.case)  # the parser as it is withstands what it found


@guided
def test_what_was_found_is_kept_when_the_clock_ticks_while_the_search_ends(tmp_path: Path) -> None:
    functions = _planted("ingest/domain/strict_json.py", "except ValueError:", TICKING, tmp_path)
    corpus = write_corpus(tmp_path / "corpus", iter([SAMPLE_ALONE]))

    outcome = search(corpus, tmp_path / "cases", f"-runs={EXECUTIONS}", "-seed=1", functions=functions)

    assert outcome.case is not None


def _planted(file: str, text: str, replacement: str, folder: Path) -> Path:
    """Return a copy of the functions in ``folder`` in which ``text`` of ``file`` is replaced."""
    functions = Path(shutil.copytree(ROOT / "functions", folder / "functions"))
    source = (functions / file).read_text()
    assert source.count(text) == 1
    (functions / file).write_text(source.replace(text, replacement))
    return functions
