"""The applied stack that end-to-end tests and the examples in the docs share.

It is made and removed by the commands that a user types. ``TARGET=local`` (the default) copies the working tree and
runs ``make up`` in the copy. ``TARGET=aws`` takes what ``make apply ENV=…`` deployed, with the caller's credentials;
tests that break AWS on purpose are then left out. ``TARGET=up`` takes the stack that ``make up`` left running in this
very folder, for those who work on a test.
"""

import functools
import os
import sys
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from botocore import loaders

from tests.support import denials
from tests.support.checkout import ROOT, Checkout, copy_working_tree
from tools.callers_settings import for_the_local_stack
from tools.this_machine import reached_directly

TARGET = os.environ.get("TARGET", "local")
LEFT_OUT = {"local": {"aws_only"}, "up": {"aws_only", "last"}, "aws": {"last", "local_only"}}[TARGET]
_figures: list[str] = []


def forget_the_callers_settings(environment: MutableMapping[str, str]) -> None:
    """Let no test see its caller's AWS settings, unless it is meant to, nor ask a proxy for this machine."""
    if TARGET != "aws":
        own = for_the_local_stack(environment)
        for name in environment.keys() - own.keys():
            del environment[name]
    environment.update(reached_directly(environment))


def read_models_once() -> None:
    """Let all boto3 sessions of the process share what botocore reads, as the clients of one session do: megabytes."""
    read = functools.cache(loaders.JSONFileLoader().load_file)
    loaders.JSONFileLoader.load_file = lambda _, path: read(path)


def pytest_configure(config: pytest.Config) -> None:
    forget_the_callers_settings(os.environ)
    read_models_once()
    config.addinivalue_line("markers", "local_only: needs the local stack, often because it breaks AWS on purpose")
    config.addinivalue_line("markers", "aws_only: proves what is believed of AWS, with TARGET=aws alone")
    config.addinivalue_line("markers", "own_stack: makes a stack of its own, and can run beside the others")
    config.addinivalue_line("markers", "volume: posts hundreds; once in a run of all tests is enough")
    config.addinivalue_line("markers", "last: removes the stack that the others use")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if any(item.get_closest_marker(name) for name in LEFT_OUT)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):  # one of several processes: the first of them prints
        session.config.workeroutput["figures"] = _figures


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    _figures.extend(getattr(node, "workeroutput", {}).get("figures", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in _figures:
        terminalreporter.write_line(line)


@pytest.fixture(autouse=True, scope="module")
def clients_without_tracing() -> Iterator[None]:
    """Take the X-Ray SDK off botocore again after tests of code that puts it there, for every client of the process."""
    yield
    if "aws_xray_sdk.ext.botocore" not in sys.modules:
        return
    from aws_xray_sdk.core.patcher import _PATCHED_MODULES
    from botocore import client, endpoint
    from wrapt import FunctionWrapper

    for owner, name in ((client.BaseClient, "_make_api_call"), (endpoint.Endpoint, "prepare_request")):
        while isinstance(vars(owner)[name], FunctionWrapper):
            setattr(owner, name, vars(owner)[name].__wrapped__)
    vars(client).pop("_xray_enabled", None)
    _PATCHED_MODULES.discard("botocore")


@pytest.fixture(autouse=True)
def own_credentials() -> Iterator[None]:
    """Forget boto3's default session, which keeps the credentials of the first test that used it for all the others."""
    yield
    if "boto3" in sys.modules:
        sys.modules["boto3"].DEFAULT_SESSION = None


@pytest.fixture(autouse=True)
def own_metrics() -> Iterator[None]:
    """Forget what Powertools keeps for all metrics of the process: dimensions, and what was counted and not written."""
    yield
    if "aws_lambda_powertools.metrics" in sys.modules:
        kept = sys.modules["aws_lambda_powertools.metrics"].Metrics()
        kept.clear_default_dimensions()
        kept.clear_metrics()


@pytest.fixture(scope="session")
def figures() -> Callable[[str, str], None]:
    """Call it with a name and a figure; they are printed when the run ends, and gate nothing."""
    return lambda name, value: _figures.append(f"figure: {name}: {value}")


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A fresh copy of the project."""
    return copy_working_tree(tmp_path_factory.mktemp("checkout"))


@pytest.fixture(scope="session")
def up(checkout: Checkout) -> Iterator[Checkout]:
    """The copy, with its stack up."""
    from local.ports import free_port

    if TARGET == "up":
        denials.watch(Checkout(ROOT))
        yield Checkout(ROOT)
        return
    checkout.run("make up", PORT=str(free_port()))
    denials.watch(checkout)
    yield checkout
    refused = denials.unexpected()
    checkout.run("make down")
    assert refused == []


@pytest.fixture(autouse=True)
def only_what_was_asked_for_is_refused() -> Iterator[None]:
    """Fail the test in which IAM refused somebody something, unless it said so: :mod:`tests.support.denials`."""
    yield
    assert denials.unexpected() == []


@pytest.fixture(scope="session")
def demo(checkout: Checkout) -> str:
    """What ``make demo`` prints."""
    from local.ports import free_port

    return checkout.run("make demo", PORT=str(free_port()))


@pytest.fixture(scope="session")
def target(request: pytest.FixtureRequest) -> object:
    """The deployment under test, a :class:`tests.support.target.Target`."""
    from tests.support.target import deployed_locally, deployed_on_aws

    if TARGET == "aws":
        return deployed_on_aws(os.environ["ENV"])
    return deployed_locally(request.getfixturevalue("up"))


@pytest.fixture(scope="session")
def stack_log(up: Checkout) -> Path:
    """The log of the local stack's process."""
    return up.path / ".local" / "up" / "stack" / "stack.log"
