"""The baselines do their work, in as many calls to AWS as docs/performance.md says, and failing is not measured."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.performance import packages, payloads
from tests.support.performance.certificates import make_certificates
from tests.support.performance.packages import Package
from tests.support.performance.processes import Bench, LeftUndoneError, bench
from tests.support.performance.stub_aws import stub_aws
from tools.paths import ROOT

CALLS = {
    ("naive", "post"): {"PutItem": 1},
    ("typical", "post"): {"PutItem": 1},
    ("floor", "post"): {"PutItem": 1},
    ("sequential", "100-unsampled"): {"GetRecommendations": 100, "BatchGetItem": 100, "Publish": 100},
    ("batched", "100-unsampled"): {"GetRecommendations": 100, "BatchGetItem": 100, "PublishBatch": 10},
    ("idempotent", "100-unsampled"): {
        "GetRecommendations": 100, "BatchGetItem": 100, "PutItem": 100, "UpdateItem": 100, "PublishBatch": 10,
    },
}  # fmt: skip
EMPTY = "def handler(event, context):\n    return {}\n"


@dataclass(frozen=True)
class Baselines:
    bench: Bench
    packages: Mapping[str, Package]


@pytest.fixture(scope="module")
def baselines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Baselines]:
    folder = tmp_path_factory.mktemp("baselines")
    certificates = make_certificates(folder)
    made = packages.baselines(folder / "packages", certificates.authority)
    with stub_aws(certificates) as stub, bench(stub, folder, payloads.events()) as on:
        yield Baselines(on, made)


@pytest.mark.parametrize(("name", "event"), CALLS)
def test_a_baseline_does_its_work_in_as_many_calls_as_the_page_says(
    name: str, event: str, baselines: Baselines
) -> None:
    baselines.bench.stub.take()
    with baselines.bench.process(baselines.packages[name], tls=False) as process:
        process.invoke(event)

    assert baselines.bench.stub.take() == CALLS[name, event]


def test_all_but_the_naive_one_have_byte_code(baselines: Baselines) -> None:
    without = {name for name, package in baselines.packages.items() if not [*package.folder.rglob("*.pyc")]}

    assert without == {"naive"}


def test_a_baseline_has_the_versions_that_are_deployed() -> None:
    def pins(path: Path) -> set[str]:
        return {line.split(" ")[0] for line in path.read_text().splitlines() if "==" in line}

    deployed = {pin for path in (ROOT / "functions").glob("*/requirements.txt") for pin in pins(path)}

    assert deployed <= pins(packages.BASELINES / "requirements.txt")


@pytest.mark.parametrize("response", ['{"statusCode": 503}', '{"batchItemFailures": [{"itemIdentifier": "1"}]}'])
def test_a_handler_that_fails_is_no_measurement(
    response: str, baselines: Baselines, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "failing.py").write_text(EMPTY.replace("{}", response))

    with (
        pytest.raises(RuntimeError, match="A measured process ended"),
        baselines.bench.process(Package("ingest", "failing", tmp_path), tls=False) as process,
    ):
        process.invoke("post")
    assert "The handler failed" in capfd.readouterr().err


def test_a_handler_that_leaves_its_work_undone_is_no_measurement(baselines: Baselines, tmp_path: Path) -> None:
    (tmp_path / "idle.py").write_text(EMPTY)

    with (
        baselines.bench.process(Package("recommender", "idle", tmp_path), tls=False) as process,
        pytest.raises(LeftUndoneError, match="100 of 100 offers"),
    ):
        process.invoke("100-unsampled")


def test_a_measured_process_runs_on_one_processor(baselines: Baselines, tmp_path: Path) -> None:
    code = "import os\nassert len(os.sched_getaffinity(0)) == 1\n" if hasattr(os, "sched_setaffinity") else ""
    (tmp_path / "pinned.py").write_text(code + EMPTY)

    with baselines.bench.process(Package("ingest", "pinned", tmp_path), tls=False) as process:
        assert process.invoke("post").peak_mb > 0
