"""One mended stack for all tests of the offline stack, and the proof that every mend is needed.

A test marked ``@pytest.mark.mend("name")`` runs twice: on the mended stack, where it must pass, and on a stack
without that mend, where it must fail. So no mend outlives the gap it closes, and no test passes by accident. A module
marked ``iam`` as well has stacks that enforce IAM.
"""

from collections.abc import Generator, Iterator

import pytest

from local.stack import Stack

WITH, WITHOUT = "with the mend", "without it"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "mend(name): runs with and without this mend of local/mends")
    config.addinivalue_line("markers", "iam: on a stack that enforces IAM")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("mend"):
        metafunc.parametrize("mended", [True, False], ids=[WITH, WITHOUT], scope="module")


@pytest.fixture(scope="session")
def shared_stack() -> Iterator[Stack]:
    """The mended stack that all tests of one process share."""
    with Stack() as stack:
        yield stack


@pytest.fixture(scope="session")
def enforcing_stack() -> Iterator[Stack]:
    """The mended stack that enforces IAM, for all tests of one process that need one."""
    with Stack(iam=True) as stack:
        yield stack


@pytest.fixture(scope="module")
def mended() -> bool:
    """Whether the stack has all its mends; tests marked ``mend`` see both."""
    return True


@pytest.fixture(scope="module")
def stack(request: pytest.FixtureRequest, mended: bool) -> Iterator[Stack]:
    """A running stack: a shared one, or one without the mend that the test proves."""
    iam = request.node.get_closest_marker("iam") is not None
    if mended:
        yield request.getfixturevalue("enforcing_stack" if iam else "shared_stack")
        return
    names = {marker.args[0] for marker in request.node.iter_markers("mend")}
    if len(names) != 1:
        raise pytest.UsageError("put pytestmark = pytest.mark.mend(NAME) on the module: one module proves one mend")
    with Stack(without=names, iam=iam) as unmended:
        yield unmended


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Turn the result round where the mend is missing: there the test has to fail."""
    marker = pyfuncitem.get_closest_marker("mend")
    unmended = marker is not None and pyfuncitem.funcargs.get("mended") is False
    try:
        result = yield
    except (Exception, pytest.fail.Exception):
        if unmended:
            return True
        raise
    if unmended and marker is not None:
        pytest.fail(f"passes without the mend {marker.args[0]!r}: the mend is not needed, or the test proves nothing")
    return result
