"""What a package does at a cold start and of each request or record stays within its gates; no clock is involved.

Gates: tests/support/performance/gates.py. Each is shown to hold something up, by a defect that is put into a copy.
"""

import py_compile
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.performance.counts import count, count_invocations, flat
from tests.support.performance.gates import MOST, exceeded, missing
from tests.support.performance.packages import Package
from tests.support.performance.processes import Bench

FUNCTIONS = sorted(MOST)
# Added to the end of a handler's module.
AROUND = """
_planted_around = handler
def handler(event, context):
    {}
    return _planted_around(event, context)
"""
TWICE = """
import {module}
_planted_around = {module}.{method}
def _planted(*arguments, **named):
    _planted_around(*arguments, **named)
    return _planted_around(*arguments, **named)
{module}.{method} = _planted
"""
CA_BUNDLE = (
    "import os, ssl; ssl.create_default_context(cafile=os.path.join(os.path.dirname(botocore.__file__), 'cacert.pem'))"
)
PLANTED = {
    "a heavy import": ("ingest", "import boto3", "cold: package_modules"),
    "a heavy import of Python's own": ("ingest", "import sqlite3, unittest.mock", "cold: other_modules"),
    "a late import": ("ingest", AROUND.format("import botocore.waiter, boto3"), "cold: package_modules"),
    "a data file that is read": ("ingest", "open(__file__).close()", "cold: files_opened"),
    "a model that is parsed": (
        "ingest", "_session = botocore.session.Session(); _session.get_service_model('xray')", "cold: json_bytes",
    ),
    "a client for each request": (
        "ingest", AROUND.format("Clients().dynamodb()"), "warm: clients_made",
    ),
    "a client more at the start": ("recommender", "_planted = Clients().s3()", "cold: clients_made"),
    "another reading of the CA bundle": ("ingest", CA_BUNDLE, "cold: trusted_read"),
    "a reading of the CA bundle for each request": ("ingest", AROUND.format(CA_BUNDLE), "warm: trusted_read"),
    "a body that is parsed twice": (
        "ingest", TWICE.format(module="ingest.domain.interest_request", method="read"), "warm: json_bytes",
    ),
    "a request that is checked twice": (
        "ingest", TWICE.format(module="ingest.domain.interest_request", method="read"), "warm: own_calls",
    ),
    "a call to AWS more for each request": (
        "ingest", TWICE.format(module="ingest.adapters.interest_table", method="InterestTable.add"), "warm: PutItem",
    ),
    "a call to AWS more for each record": (
        "recommender",
        TWICE.format(module="recommender.adapters.contact_rules", method="ContactRules.within_daily_cap"),
        "warm: UpdateItem",
    ),
    "a call to AWS of another kind": (
        "recommender",
        "_planted = Clients().dynamodb()" + AROUND.format("_planted.query(TableName='offers')"),
        "warm: Query",
    ),
}  # fmt: skip

Counts = Mapping[str, Mapping[str, int]]


@pytest.fixture(scope="module")
def counts(on_bench: tuple[Bench, Mapping[str, Package]]) -> Counts:
    bench, packages = on_bench
    return {function: flat(count(bench, packages[function])) for function in FUNCTIONS}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_does_no_more_than_its_gates_allow(
    function: str, counts: Counts, figures: Callable[[str, str], None]
) -> None:
    figures(f"counts of {function}", ", ".join(f"{name} {value}" for name, value in counts[function].items() if value))

    assert exceeded(function, counts[function]) == {}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_gate_is_of_something_that_is_counted(function: str, counts: Counts) -> None:
    assert missing(function, counts[function]) == set()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_nothing_is_held_up_where_nothing_is_planted(
    function: str, on_bench: tuple[Bench, Mapping[str, Package]], tmp_path: Path
) -> None:
    bench, packages = on_bench

    found = flat(count_invocations(bench, planted(packages[function], "", tmp_path / "package")))

    assert exceeded(function, found) == {}


@pytest.mark.parametrize("defect", PLANTED)
def test_a_planted_defect_is_held_up(
    defect: str, on_bench: tuple[Bench, Mapping[str, Package]], tmp_path: Path
) -> None:
    bench, packages = on_bench
    function, code, gate = PLANTED[defect]

    found = flat(count_invocations(bench, planted(packages[function], code, tmp_path / "package")))

    assert gate in exceeded(function, found)


def planted(package: Package, code: str, folder: Path) -> Package:
    """Return a copy of the package with ``code`` at the end of its handler, compiled as the rest."""
    shutil.copytree(package.folder, folder, copy_function=lambda source, target: Path(target).hardlink_to(source))
    handler = folder / package.function / "handler.py"
    source = handler.read_text()
    for shared in (handler, *handler.parent.glob("__pycache__/handler.*")):
        shared.unlink()  # its bytes are the original's, too
    handler.write_text(f"{source}\n\nimport botocore.session\n{code}\n")
    py_compile.compile(str(handler), doraise=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    return replace(package, folder=folder)
