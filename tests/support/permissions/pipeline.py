"""What the tests of permissions do to the running pipeline, and what they see of it."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from local.iam.decisions import Decision, read
from shared.timestamps import utc_now
from tests.support.soak.consumer import Consumer
from tests.support.soak.failures import Failures
from tests.support.soak.poison import Poisoner
from tests.support.soak.processes import processes_of
from tests.support.soak.storefront import Storefront, trace_header
from tests.support.soak.stream_mapping import StreamMapping
from tests.support.target import Target, eventually
from tools import trace_source
from tools.journey import SAMPLE

WITHIN_SECONDS = 30
PERSONALIZE_FAILS = {
    "service": "personalize-runtime",
    "operation": "GetRecommendations",
    "status": 500,
    "code": "Error",
}
SNS_FAILS = {"service": "sns", "status": 500, "code": "InternalError"}
NOTHING_IN_CATALOGUE = "zq-nothing"


@dataclass(frozen=True)
class Pipeline:
    """The applied stack, by its outsides and by what IAM decided on the inside."""

    target: Target
    storefront: Storefront
    consumer: Consumer
    mapping: StreamMapping
    failures: Failures
    poisoner: Poisoner
    stack_pid: int
    decisions_path: Path

    def decisions(self) -> list[Decision]:
        """Return what IAM has decided so far, every different decision once."""
        return list(read(self.decisions_path))

    def is_refused(self, action: str, resource: str, role: str) -> None:
        """Wait until a call of the role's was refused. ``resource`` is what its ARN begins with, or all of it."""
        prefix = resource.removesuffix("*")

        def refusals(decisions: list[Decision]) -> list[Decision]:
            return [
                each
                for each in decisions
                if not each.allowed
                and each.action == action
                and each.principal.endswith(f"/{role}")
                and each.resource.startswith(prefix)
            ]

        eventually(self.decisions, lambda found: bool(refusals(found)), f"{action} on {resource} is refused to {role}")

    def post(self, customer: str = SAMPLE["customer_id"], *, traced: bool = True, **changes: str) -> str:
        """Post a preference that is accepted, and return its event's id."""
        body = {**SAMPLE, "customer_id": customer, **changes}
        response = self.target.post(body, **{"X-Amzn-Trace-Id": trace_header(sampled=traced)})
        assert response.status == 202, response.body
        return str(response.body["event_id"])

    def offered(self, *event_ids: str) -> list[str]:
        """Wait for the offers of events; return who chose each."""
        assert self.consumer.has(*event_ids, within=WITHIN_SECONDS), event_ids
        return [self.consumer.strategies[event_id] for event_id in event_ids]

    def gives_up(self, post: Callable[[], str]) -> None:
        """Post, and wait until the event's record is in the failure bucket and counted, which an alarm watches."""
        before = self.errors()
        with self.without_retries():
            event_id = post()
            eventually(self.failures.event_ids, lambda found: event_id in found, "the record is in the bucket")
        assert event_id not in self.consumer.received()
        eventually(self.errors, lambda errors: errors > before, "OfferError is counted")

    def withheld(self, event_id: str) -> None:
        """Wait until it is kept that an event gets no offer."""
        table = self.target.environment["OFFERS_TABLE"]
        dynamodb = self.target.client("dynamodb")
        request = {"TableName": table, "Key": {"event_id": {"S": event_id}}, "ConsistentRead": True}
        eventually(
            lambda: dynamodb.get_item(**request).get("Item", {}), lambda item: "withheld" in item, "it is withheld"
        )

    def errors(self) -> float:
        """Return how many records the recommender counted as failed."""
        dimensions = {"environment": self.target.outputs["environment"], "service": "recommender"}
        return self._counted(self.target.outputs["metrics_namespace"], "OfferError", dimensions)

    def lost(self) -> float:
        """Return how many records Lambda gave up and could not keep."""
        return self._counted(
            "AWS/Lambda", "DestinationDeliveryFailures", {"FunctionName": self.function("recommender")}
        )

    def measured(self) -> bool:
        """Have the watch measure once, as its rule does each minute; return whether it could."""
        response = self.target.client("lambda").invoke(FunctionName=self.function("watch"), Qualifier="live")
        return "FunctionError" not in response

    def failed_measurements(self) -> float:
        """Return how many runs of the watch failed."""
        return self._counted("AWS/Lambda", "Errors", {"FunctionName": self.function("watch")})

    def _counted(self, namespace: str, metric: str, dimensions: dict[str, str]) -> float:
        found = self.target.client("cloudwatch").get_metric_statistics(
            Namespace=namespace,
            MetricName=metric,
            Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
            StartTime=utc_now() - timedelta(hours=3),
            EndTime=utc_now() + timedelta(minutes=1),
            Period=60,
            Statistics=["Sum"],
        )
        return sum(point["Sum"] for point in found["Datapoints"])

    @contextmanager
    def without_retries(self) -> Iterator[None]:
        """Give up on a record at its first failure, for the length of the block."""
        with self.mapping.changed(MaximumRetryAttempts=0):
            yield

    def log_since(self, function: str, since: float) -> list[str]:
        """Return the lines of a function's log from a moment on (seconds since the epoch)."""
        group = f"/aws/lambda/{self.function(function)}"
        pages = self.target.client("logs").get_paginator("filter_log_events")
        found = pages.paginate(logGroupName=group, startTime=int(since * 1000)).search("events[].message")
        return [line for line in found if line is not None]

    def function(self, name: str) -> str:
        """Return the name of a deployed function."""
        return str(self.target.outputs[f"{name}_function_name"])

    def restart(self, function: str) -> None:
        """End all processes of a function, and have another take their place."""
        for process in processes_of(self.function(function), self.stack_pid):
            os.kill(process, signal.SIGKILL)
        if function == "watch":
            self.measured()
        else:
            self.offered(self.storefront.post(0))

    def trace_of(self, trace_id: str) -> str:
        """Return the segments of a trace as text."""
        return json.dumps(trace_source.fetch(self.target.client("xray"), trace_id))

    def invoke(self, records: list[dict[str, Any]], **environment: str) -> dict[str, Any]:
        """Invoke the unpublished recommender, with changes to its environment, and return its answer."""
        client, name = self.target.client("lambda"), self.function("recommender")
        variables = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        client.update_function_configuration(FunctionName=name, Environment={"Variables": {**variables, **environment}})
        try:
            payload = json.dumps({"Records": records}).encode()
            response: dict[str, Any] = json.load(client.invoke(FunctionName=name, Payload=payload)["Payload"])
        finally:
            client.update_function_configuration(FunctionName=name, Environment={"Variables": variables})
        return response


def now() -> float:
    """Return from when on to read a log: a little before now, since clocks differ in their last digits."""
    return time.time() - 0.001
