"""One patched stack for all tests of the offline stack, and the proof that every patch is needed.

A test marked ``@pytest.mark.patch("name")`` runs twice: on the patched stack, where it must pass, and on a stack
without that patch, where it must fail. So no patch outlives the gap it closes, and no test passes by accident. A module
marked ``iam`` as well has stacks that enforce IAM.
"""

from collections.abc import Generator, Iterator

import pytest

from local.stack import Stack

WITH, WITHOUT = "with the patch", "without it"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "patch(name): runs with and without this patch of local/patches")
    config.addinivalue_line("markers", "iam: on a stack that enforces IAM")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("patch"):
        metafunc.parametrize("patched", [True, False], ids=[WITH, WITHOUT], scope="module")


@pytest.fixture(scope="session")
def shared_stack() -> Iterator[Stack]:
    """The patched stack that all tests of one process share."""
    with Stack() as stack:
        yield stack


@pytest.fixture(scope="session")
def enforcing_stack() -> Iterator[Stack]:
    """The patched stack that enforces IAM, for all tests of one process that need one."""
    with Stack(iam=True) as stack:
        yield stack


@pytest.fixture(scope="module")
def patched() -> bool:
    """Whether the stack has all its patches; tests marked ``patch`` see both."""
    return True


@pytest.fixture(scope="module")
def stack(request: pytest.FixtureRequest, patched: bool) -> Iterator[Stack]:
    """A running stack: a shared one, or one without the patch that the test proves."""
    iam = request.node.get_closest_marker("iam") is not None
    if patched:
        yield request.getfixturevalue("enforcing_stack" if iam else "shared_stack")
        return
    names = {marker.args[0] for marker in request.node.iter_markers("patch")}
    if len(names) != 1:
        raise pytest.UsageError("put pytestmark = pytest.mark.patch(NAME) on the module: one module proves one patch")
    with Stack(without=names, iam=iam) as unpatched:
        yield unpatched


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Turn the result round where the patch is missing: there the test has to fail."""
    marker = pyfuncitem.get_closest_marker("patch")
    unpatched = marker is not None and pyfuncitem.funcargs.get("patched") is False
    try:
        result = yield
    except (Exception, pytest.fail.Exception):
        if unpatched:
            return True
        raise
    if unpatched and marker is not None:
        pytest.fail(f"passes without the patch {marker.args[0]!r}: the patch is not needed, or the test proves nothing")
    return result
