"""Turn log events in the embedded metric format (EMF) into metrics.

The gap: ministack stores such events and publishes nothing. On AWS, CloudWatch Logs extracts the metrics of an event
that a function prints or that PutLogEvents brings, and leaves out what breaks the specification. It counts what it
leaves out in ``AWS/Logs`` by ``LogGroupName``: ``EMFParsingErrors`` for events that are no JSON of the format,
``EMFValidationErrors`` for what breaks its rules. Only where there are any, as AWS does not say otherwise.

Sources: "Embedding metrics within logs", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
"Monitoring usage with CloudWatch metrics", Amazon CloudWatch Logs User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html

Needed by: monitoring/metrics.yaml, tests/e2e/test_journey.py.
"""

import time
from typing import Any

from local.cloudwatch import emf, emulated
from local.cloudwatch.datum import Datum
from local.patches import _ingested_logs


def apply() -> None:
    """Publish the metrics of every log event that is ingested."""
    _ingested_logs.observe(_publish)


def _publish(group: str, events: list[dict[str, Any]]) -> None:
    now = time.time()
    for event in events:
        embedded = emf.read_metrics(event.get("message", ""), now)
        for datum in embedded.data:
            emulated.store(datum)
        _complain(group, "EMFParsingErrors", embedded.parsing_errors, now)
        _complain(group, "EMFValidationErrors", embedded.validation_errors, now)


def _complain(group: str, metric: str, errors: int, now: float) -> None:
    if errors:
        emulated.store(Datum("AWS/Logs", metric, (errors,), now, {"LogGroupName": group}, "Count"))
