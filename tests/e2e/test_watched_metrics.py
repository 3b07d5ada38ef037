"""Every metric that an alarm or a panel looks at is emitted, with exactly the dimensions that it is looked for by."""

import pytest
import yaml

from tests.support.checkout import ROOT
from tests.support.e2e import provoking
from tests.support.e2e.watched import Metric, counted_in_lines, emitted, watched
from tests.support.target import Target, eventually
from tools.journey import SAMPLE

pytestmark = pytest.mark.local_only

DECLARED = yaml.safe_load((ROOT / "monitoring" / "metrics.yaml").read_text())

# Metrics of failures that take long to come, or would disturb others. Each is published under the same dimensions as
# the other metric, which comes without failures; the file has the test in which it is published.
LIKE = {
    "ApproximateAgeOfOldestMessage": ("ApproximateNumberOfMessagesVisible", "tests/local/patches/test_sqs_metrics.py"),
    "DestinationDeliveryFailures": ("IteratorAge", "tests/local/patches/test_lambda_mapping_metrics.py"),
    "DroppedEventCount": ("PolledEventCount", "tests/local/patches/test_lambda_mapping_metrics.py"),
    "FailedInvokeEventCount": ("PolledEventCount", "tests/local/patches/test_lambda_mapping_metrics.py"),
    "OnFailureDestinationDeliveredEventCount": (
        "PolledEventCount",
        "tests/local/patches/test_lambda_mapping_metrics.py",
    ),
    **{
        f"NumberOfNotifications{outcome}": ("NumberOfMessagesPublished", "tests/local/patches/test_sns_metrics.py")
        for outcome in ("Failed", "FailedToRedriveToDlq", "FilteredOut", "RedrivenToDlq")
    },
}


def is_there(metric: Metric, there: set[Metric]) -> bool:
    """Return whether a metric was emitted, or one that shares its dimensions, as all of ours of a function do."""
    like, _test = LIKE.get(metric.name, ("", ""))
    if metric in there or (like and metric._replace(name=like) in there):
        return True
    ours = [each for each in there if each.namespace == metric.namespace == DECLARED["namespace"]]
    return metric.name in DECLARED["metrics"] and metric.dimensions in {each.dimensions for each in ours}


def test_each_metric_that_is_watched_or_declared_is_emitted(target: Target) -> None:
    metrics, of_lines = watched(target), counted_in_lines(target)
    declared = {(each["namespace"], each["name"]) for each in DECLARED.get("aws", {}).values()}
    event_id = target.post(SAMPLE).body["event_id"]
    target.offers_for(event_id)
    provoking.counted_offers(target)
    provoking.errors_of_tables(target, metrics)
    provoking.errors_of_campaigns(target, metrics)
    provoking.errors_of_logs(target, metrics)

    def missing() -> list[object]:
        there = emitted(target) | of_lines
        names = {(each.namespace, each.name) for each in there}
        absent = [(metric, watchers) for metric, watchers in metrics.items() if not is_there(metric, there)]
        return absent + [
            (namespace, name)
            for namespace, name in declared
            if not names & {(namespace, name), (namespace, LIKE.get(name, ("", ""))[0])}
        ]

    eventually(missing, lambda found: not found, "what alarms and panels look at, and what is declared, was emitted")


@pytest.mark.parametrize(("name", "shown"), [(name, test) for name, (_, test) in LIKE.items()])
def test_what_is_not_provoked_here_is_in_a_test_of_the_stack(name: str, shown: str) -> None:
    text = (ROOT / shown).read_text()
    assert name in text or name.removesuffix("EventCount") in text
