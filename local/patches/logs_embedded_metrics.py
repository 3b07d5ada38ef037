"""Turn log events in the embedded metric format (EMF) into metrics.

The gap: ministack stores such events and publishes nothing. On AWS, CloudWatch Logs extracts the metrics of an event
that a function prints or that PutLogEvents brings, and leaves out what breaks the specification.

Source: "Embedding metrics within logs", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html

Needed by: monitoring/metrics.yaml, tests/e2e/test_journey.py.
"""

import time
from typing import Any

from local.cloudwatch import emf, emulated
from local.patches import _ingested_logs


def apply() -> None:
    """Publish the metrics of every log event that is ingested."""
    _ingested_logs.observe(_publish)


def _publish(_group: str, events: list[dict[str, Any]]) -> None:
    now = time.time()
    for event in events:
        for datum in emf.read_metrics(event.get("message", ""), now):
            emulated.store(datum)
