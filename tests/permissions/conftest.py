"""The applied stack, its policies, and calls of every kind that it makes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.checkout import Checkout
from tests.support.denials import DECISIONS
from tests.support.permissions.pipeline import Pipeline
from tests.support.permissions.policies import Policy, policies_of
from tests.support.permissions.workload import go_every_way
from tests.support.soak.consumer import Consumer
from tests.support.soak.failures import Failures
from tests.support.soak.poison import Poisoner
from tests.support.soak.storefront import Storefront
from tests.support.soak.stream_mapping import StreamMapping
from tests.support.target import Target
from tests.support.terraform.workspace import resources_below

TERRAFORM_DATA = Path(".local", "up", "terraform", "terraform-data")


@pytest.fixture(scope="session")
def applied(up: Checkout) -> dict[str, dict[str, Any]]:
    """Every resource that was applied: address => resource."""
    state = json.loads(up.run(f"TF_DATA_DIR=$PWD/{TERRAFORM_DATA} terraform -chdir=terraform show -json"))
    return resources_below(state["values"]["root_module"])


@pytest.fixture(scope="session")
def policies(applied: dict[str, dict[str, Any]]) -> list[Policy]:
    """Every policy that was applied."""
    return list(policies_of(applied))


@pytest.fixture(scope="package")
def pipeline(up: Checkout, target: Target) -> Iterator[Pipeline]:
    """The pipeline, with an empty failure bucket and the one reader of the consumer's queue."""
    consumer, failures, poisoner = Consumer(target), Failures(target), Poisoner(target)
    failures.delete(*failures.objects())
    consumer.start()
    pid = int(json.loads((up.path / ".local" / "stack.json").read_text())["pid"])
    yield Pipeline(
        target, Storefront(target), consumer, StreamMapping(target), failures, poisoner, pid, up.path / DECISIONS
    )
    poisoner.take_away()
    consumer.stop()


@pytest.fixture(scope="package")
def exercised(pipeline: Pipeline) -> Pipeline:
    """The pipeline, once every call was made that it can make."""
    go_every_way(pipeline)
    return pipeline
