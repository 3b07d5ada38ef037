"""Who may import whom, read from the source: functions/README.md states the same rules.

An import counts wherever it stands, also inside a function or for types alone.
"""

import ast
import functools
from collections.abc import Iterator, Mapping

import pytest

from tests.support.checkout import ROOT

Sources = Mapping[str, str]
"""Module → its source."""

SDKS = ("boto3", "botocore", "aws_xray_sdk", "aws_lambda_powertools")
FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))


def sources() -> dict[str, str]:
    found = {}
    for root, folders in ((ROOT / "functions", [*FUNCTIONS, "shared"]), (ROOT, ["tools", "local"])):
        for path in (path for folder in folders for path in (root / folder).rglob("*.py")):
            name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
            found[name] = path.read_text()
    return found


SOURCES = sources()


def is_in(module: str, *packages: str) -> bool:
    return any(module == each or module.startswith(f"{each}.") for each in packages)


def imported(module: str, given: Sources) -> set[str]:
    """Return the modules that ``module`` imports, and the packages that are imported on the way to them."""
    return {name for name in named(module, given[module]) if name in given or name.partition(".")[0] in SDKS}


@functools.cache
def named(module: str, source: str) -> frozenset[str]:
    """Return all that ``source``, which is ``module``'s, may import by the names in it, parents included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None, f"{module} imports by a relative name"
            assert node.level == 0, f"{module} imports by a relative name"
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    parents = {name.rsplit(".", count)[0] for name in names for count in range(1, name.count(".") + 1)}
    return frozenset(names | parents)


def reached(module: str, given: Sources) -> dict[str, str]:
    """Return all that ``module`` imports, also through others: module → the chain of imports that leads there."""
    found, waiting = {module: module}, [module]
    while waiting:
        current = waiting.pop()
        for name in imported(current, given) - found.keys() if current in given else ():
            found[name] = f"{found[current]} → {name}"
            waiting.append(name)
    return found


def domain_knows_no_aws(given: Sources) -> Iterator[str]:
    for function in FUNCTIONS:
        forbidden = (*SDKS, f"{function}.adapters", f"{function}.handler", "shared.aws")
        for module in (each for each in given if is_in(each, f"{function}.domain", f"{function}.ports")):
            yield from (chain for name, chain in reached(module, given).items() if is_in(name, *forbidden))


def adapters_know_ports_and_model_alone(given: Sources) -> Iterator[str]:
    """An adapter takes protocols from ``ports`` and values from ``domain.model``; it decides nothing."""
    for function in FUNCTIONS:
        allowed = (f"{function}.adapters", f"{function}.ports", f"{function}.domain.model")
        for module in (each for each in given if is_in(each, f"{function}.adapters")):
            of_function = {name for name in imported(module, given) if is_in(name, function)}
            others = {name for name in of_function if not is_in(name, *allowed)} - {function, f"{function}.domain"}
            yield from (f"{module} → {name}" for name in sorted(others))


def shared_knows_no_function(given: Sources) -> Iterator[str]:
    for module in (each for each in given if is_in(each, "shared")):
        yield from (f"{module} → {name}" for name in imported(module, given) if is_in(name, *FUNCTIONS))


def functions_know_no_other_function(given: Sources) -> Iterator[str]:
    for function in FUNCTIONS:
        others = [each for each in FUNCTIONS if each != function]
        for module in (each for each in given if is_in(each, function)):
            yield from (f"{module} → {name}" for name in imported(module, given) if is_in(name, *others))


def tools_and_local_know_no_function(given: Sources) -> Iterator[str]:
    for module in (each for each in given if is_in(each, "tools", "local")):
        yield from (f"{module} → {name}" for name in imported(module, given) if is_in(name, *FUNCTIONS))


def protocols_of_a_function_stand_in_its_ports(given: Sources) -> Iterator[str]:
    layers = [f"{function}.{layer}" for function in FUNCTIONS for layer in ("domain", "adapters", "handler")]
    for module in (each for each in given if is_in(each, *layers)):
        for node in ast.walk(ast.parse(given[module])):
            if isinstance(node, ast.ClassDef) and any(ast.unparse(base).startswith("Protocol") for base in node.bases):
                yield f"{module}.{node.name}"


RULES = (
    domain_knows_no_aws,
    adapters_know_ports_and_model_alone,
    shared_knows_no_function,
    functions_know_no_other_function,
    tools_and_local_know_no_function,
    protocols_of_a_function_stand_in_its_ports,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_holds(rule: object) -> None:
    assert list(rule(SOURCES)) == []  # type: ignore[operator]


@pytest.mark.parametrize(
    ("rule", "module", "line"),
    [
        (domain_knows_no_aws, "recommender.domain.offers", "from recommender.adapters import offers_topic"),
        (domain_knows_no_aws, "recommender.domain.offers", "import recommender.adapters.campaign as chooser"),
        (domain_knows_no_aws, "ingest.domain.recording", "from botocore.exceptions import ClientError"),
        (domain_knows_no_aws, "ingest.domain.recording", "import boto3"),
        (domain_knows_no_aws, "recommender.domain.batch", "from aws_lambda_powertools import Logger"),
        (domain_knows_no_aws, "recommender.domain.batch", "from aws_xray_sdk.core import xray_recorder"),
        (domain_knows_no_aws, "recommender.domain.batch", "from shared.tracing import start"),
        (domain_knows_no_aws, "recommender.ports", "from shared.aws import clients"),
        (domain_knows_no_aws, "shared.interest_event", "from shared.aws.failures import describe"),
        (domain_knows_no_aws, "shared.offers", "import botocore"),
        (domain_knows_no_aws, "ingest.domain.recording", "def late() -> None:\n    import botocore.session"),
        (
            adapters_know_ports_and_model_alone,
            "recommender.adapters.campaign",
            "from recommender.domain import reasons",
        ),
        (adapters_know_ports_and_model_alone, "ingest.adapters.endpoint", "import ingest.domain.recording"),
        (adapters_know_ports_and_model_alone, "ingest.adapters.endpoint", "from ingest import handler"),
        (shared_knows_no_function, "shared.budget", "from recommender.domain import batch"),
        (functions_know_no_other_function, "ingest.handler", "import recommender.ports"),
        (functions_know_no_other_function, "recommender.domain.batch", "from ingest.domain import recording"),
        (tools_and_local_know_no_function, "tools.recovery.offers", "from recommender.domain.offers import compose"),
        (tools_and_local_know_no_function, "local.deployment", "import ingest"),
        (protocols_of_a_function_stand_in_its_ports, "ingest.domain.recording", "class Store(Protocol): ..."),
    ],
)
def test_a_violation_is_found(rule: object, module: str, line: str) -> None:
    planted = {**SOURCES, module: f"{SOURCES[module]}\n{line}\n"}
    assert list(rule(planted)) != []  # type: ignore[operator]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_its_entry_point_its_ports_and_two_layers(function: str) -> None:
    modules = {module.split(".")[1] for module in SOURCES if is_in(module, function) and module != function}
    assert modules == {"handler", "ports", "domain", "adapters"}
