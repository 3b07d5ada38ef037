"""Measure the functions' packages beside the baselines, and beside those of an earlier build."""

import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.support.performance import measuring, payloads
from tests.support.performance.certificates import make_certificates
from tests.support.performance.figures import BEFORE, OURS
from tests.support.performance.measuring import Effort, Packages, Samples
from tests.support.performance.packages import Package, baselines, unpack
from tests.support.performance.processes import Bench, LeftUndoneError, bench
from tests.support.performance.stub_aws import stub_aws

OF_BATCHES = {"batch", "record", "first_batch", "memory_batch"}
_MEGABYTE = 1_000_000
_COMPRESSION_LEVEL = 6  # as the packages have it


def measure(built: Path, before: Path | None, effort: Effort, progress: Callable[[str], None]) -> Mapping[str, Samples]:
    """Return the samples of each measurement: of the packages in ``built`` and ``before``, and of the baselines.

    Those of batches are left out where offers were not published (:data:`OF_BATCHES`).
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        certificates = make_certificates(folder)
        own = {OURS: unpack(built, folder / OURS, certificates.authority)}
        if before is not None:
            own[BEFORE] = unpack(before, folder / BEFORE, certificates.authority)
        others = baselines(folder / "baselines", certificates.authority)
        with stub_aws(certificates) as stub, bench(stub, folder, payloads.events()) as on:
            return _measure(on, own, others, effort, progress)


def _measure(
    on: Bench,
    own: Mapping[str, Mapping[str, Package]],
    others: Packages,
    effort: Effort,
    progress: Callable[[str], None],
) -> Mapping[str, Samples]:
    def beside(function: str, *names: str) -> Packages:
        return {**{name: packages[function] for name, packages in own.items()}, **{n: others[n] for n in names}}

    started = time.monotonic()

    def now(what: str) -> None:
        progress(f"{time.monotonic() - started:4.0f} s  {what}")

    measured: dict[str, Samples] = {}
    now("cold starts of ingest")
    measured["cold"] = measuring.cold(on, beside("ingest", "typical", "naive", "floor"), "post", effort.cold)
    now("cold starts of the recommender")
    recommenders = beside("recommender", "sequential")
    measured["cold_recommender"] = measuring.cold(on, recommenders, "1-unsampled", effort.cold)
    now("warm requests")
    measured["warm"] = measuring.warm(on, beside("ingest", "typical", "floor"), effort, sampled=False)
    measured["warm_traced"] = measuring.warm(on, beside("ingest", "typical"), effort, sampled=True)
    now("batches")
    all_of_batches = beside("recommender", *effort.batch_baselines)
    try:
        measured["batch"], measured["record"] = measuring.batches(on, all_of_batches, effort.batches)
    except LeftUndoneError as problem:
        now(str(problem))
    now("first batches")
    try:
        measured["first_batch"], measured["memory_batch"] = measuring.first_batches(
            on, beside("recommender", "batched"), effort.first_batches
        )
    except LeftUndoneError as problem:
        now(str(problem))
    now("memory and size")
    measured["memory"] = measuring.memory(on, beside("ingest", "typical", "floor"), effort.memory)
    measured["zip"] = _sizes(beside("ingest", "typical"))
    measured["zip_recommender"] = _sizes(beside("recommender", "sequential"))
    now("done")
    return measured


def _sizes(packages: Packages) -> Samples:
    return {name: [_megabytes(package)] for name, package in packages.items()}


def _megabytes(package: Package) -> float:
    """Return the size of the zip; where there is none, that of the one that would be deployed."""
    if package.zipped is not None:
        return package.zipped / _MEGABYTE
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION_LEVEL) as archive:
            for path in package.folder.rglob("*"):
                archive.write(path, path.relative_to(package.folder))
        return file.tell() / _MEGABYTE
