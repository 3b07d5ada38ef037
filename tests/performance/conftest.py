"""What is counted: this checkout's packages, unpacked beside a stub of AWS."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.performance import payloads
from tests.support.performance.certificates import make_certificates
from tests.support.performance.packages import Package, own_build, unpack
from tests.support.performance.processes import Bench, bench
from tests.support.performance.stub_aws import stub_aws


@pytest.fixture(scope="module")
def bench_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def on_bench(bench_folder: Path) -> Iterator[tuple[Bench, Mapping[str, Package]]]:
    """A bench, and the packages by function."""
    certificates = make_certificates(bench_folder)
    packages = unpack(own_build(), bench_folder / "ours", certificates.authority)
    with stub_aws(certificates) as stub, bench(stub, bench_folder, payloads.events()) as made:
        yield made, packages
