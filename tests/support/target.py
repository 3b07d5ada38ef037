"""The deployment under test: the local stack or an AWS account, reached in the same way."""

import json
import os
import subprocess
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from local.deployment import read_environment_file
from tests.support.checkout import ROOT, Checkout
from tools.journey import SAMPLE, Response, find_trace, post_interest, receive_offers
from tools.patience import ON_AWS, ON_THE_STACK
from tools.settings import settings

PATIENCE = ON_AWS if os.environ.get("TARGET") == "aws" else ON_THE_STACK


@dataclass(frozen=True)
class Target:
    """What a client knows of a deployment: the settings of its environment file and Terraform's outputs."""

    environment: Mapping[str, str]
    outputs: Mapping[str, Any]

    @property
    def is_local(self) -> bool:
        """Whether this is the local stack, where everything that there is belongs to the deployment."""
        return "AWS_ENDPOINT_URL" in self.environment

    def client(self, service: str, **settings: Any) -> Any:
        """Return a boto3 client for the deployment; ``settings`` are those of botocore's ``Config``."""
        return boto3.client(
            service,
            endpoint_url=self.environment.get("AWS_ENDPOINT_URL"),
            region_name=self.environment["AWS_REGION"],
            aws_access_key_id=self.environment.get("AWS_ACCESS_KEY_ID"),
            aws_secret_access_key=self.environment.get("AWS_SECRET_ACCESS_KEY"),
            config=PATIENCE.config.merge(Config(**settings)),
        )

    def clients(self, most: int) -> int:
        """Return how many clients may post at once, ``most`` at the most: half of what the account runs at once.

        The other half is the recommender's, and whatever else is there. Many new accounts run 10.
        """
        limits = self.client("lambda").get_account_settings()["AccountLimit"]
        return max(1, min(most, int(limits["UnreservedConcurrentExecutions"]) // 2))

    def started_clients(self, most: int) -> int:
        """Return :meth:`clients` once as many functions run: a test of many posts is not one of many starts."""
        clients = self.clients(most)
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(lambda _: self.post_until_accepted({**SAMPLE, "customer_id": "warm-up"}), range(clients)))
        return clients

    def post(self, body: Mapping[str, Any] | bytes, **headers: str) -> Response:
        """POST a preference with the deployment's key."""
        return post_interest(self.environment["API_URL"], self.environment["API_KEY"], body, **headers)

    def post_until_accepted(
        self, body: Mapping[str, Any], headers: Callable[[], Mapping[str, str]] = dict[str, str]
    ) -> Response:
        """POST as storefronts are told to: again while the response is 503. ``headers`` makes those of each attempt."""
        return eventually(  # type: ignore[no-any-return]
            lambda: self.post(body, **headers()), lambda response: response.status != 503, "the post was accepted"
        )

    def offers_for(self, *event_ids: str) -> dict[str, list[dict[str, Any]]]:
        """Take offers off the consumer's queue until all of ``event_ids`` were seen; by event id, with repeats."""
        return receive_offers(self.client("sqs"), self.environment["OFFERS_QUEUE_URL"], set(event_ids), PATIENCE.offer)

    def trace(self, trace_id: str, names: set[str]) -> list[dict[str, Any]]:
        """Return the segment documents of a trace once segments of all ``names`` are in it."""
        return find_trace(self.client("xray"), trace_id, names, PATIENCE)

    def interest_item(self, customer_id: str, event_id: str) -> dict[str, dict[str, Any]]:
        """Return what the interest table holds of one event."""
        key = {"customer_id": {"S": customer_id}, "event_id": {"S": event_id}}
        table = self.environment["INTEREST_TABLE"]
        item: dict[str, dict[str, Any]] = self.client("dynamodb").get_item(TableName=table, Key=key)["Item"]
        return item

    @contextmanager
    def fault(self, **rule: Any) -> Iterator[None]:
        """Make an AWS operation fail for the length of the block; see local/faults for the rule's members."""
        with self.faults(rule):
            yield

    @contextmanager
    def faults(self, *rules: Mapping[str, Any]) -> Iterator[list[int]]:
        """Apply several rules for the length of the block, whatever others there are.

        Yields a list which is empty until the block ends: then it holds how many calls each rule changed.
        """
        named = [{**rule, "id": uuid.uuid4().hex} for rule in rules]
        hits: list[int] = []
        self._faults("POST", data=json.dumps(named).encode())
        try:
            yield hits
        finally:
            found = {rule["id"]: rule["hits"] for rule in self.fault_rules()}
            hits += [found[rule["id"]] for rule in named]
            for rule in named:
                self._faults("DELETE", f"?id={rule['id']}")

    def fault_rules(self) -> list[dict[str, Any]]:
        """Return the rules that hold now, each with its ``hits``: how many calls it changed so far."""
        return self._faults("GET")

    def _faults(self, method: str, query: str = "", data: bytes | None = None) -> list[dict[str, Any]]:
        url = f"{self.environment['AWS_ENDPOINT_URL']}/_local/faults{query}"
        with urllib.request.urlopen(urllib.request.Request(url, data=data, method=method), timeout=10) as response:
            rules: list[dict[str, Any]] = json.load(response)
        return rules


def deployed_locally(checkout: Checkout) -> Target:
    """Return the stack that ``make up`` started in ``checkout``."""
    printed = checkout.run("make --silent output")
    return Target(read_environment_file(checkout.path / ".local" / "env"), values(printed))


def deployed_on_aws(environment: str) -> Target:
    """Return what ``make apply ENV=…`` deployed, reached with the caller's own credentials."""
    command = ["make", "--silent", "output", f"ENV={environment}"]
    outputs = values(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    return Target(settings(outputs), outputs)


def values(printed: str) -> dict[str, Any]:
    """Return the values in what ``terraform output -json`` prints."""
    return {name: output["value"] for name, output in json.loads(printed).items()}


def eventually(read: Callable[[], Any], holds: Callable[[Any], bool], what: str) -> Any:
    """Call ``read`` until ``holds`` is true of what it returns; else raise ``AssertionError`` with ``what``."""
    deadline = time.monotonic() + PATIENCE.change
    while True:
        value = read()
        if holds(value):
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} within {PATIENCE.change:.0f} s; last seen: {value!r}")
        time.sleep(PATIENCE.between_looks)
