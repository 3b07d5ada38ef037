"""What an event source mapping counts, where its ``MetricsConfig`` asks for ``EventCount``.

By ``EventSourceMappingUUID`` in ``AWS/Lambda``. A read that finds nothing counts as 0 polled events, so the metric is
missing only while a mapping does not read. What an on-failure destination took is not dropped; what it refused is.
AWS does not say how many events of a partly failed batch have failed: here those that are sent again.

Source: "Event source mapping metrics", AWS Lambda Developer Guide,
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
"""

from collections.abc import Mapping
from typing import Any

POLLED = "PolledEventCount"
FILTERED_OUT = "FilteredOutEventCount"
INVOKED = "InvokedEventCount"
FAILED = "FailedInvokeEventCount"
DROPPED = "DroppedEventCount"
DELIVERED = "OnFailureDestinationDeliveredEventCount"


def count(mapping: Mapping[str, Any], metric: str, events: int) -> None:
    """Publish how many events of ``mapping`` went a way, in the current account and region."""
    if "EventCount" in (mapping.get("MetricsConfig") or {}).get("Metrics", ()):
        from ministack.services import cloudwatch

        dimensions = {"EventSourceMappingUUID": mapping["UUID"]}
        cloudwatch.record_metric("AWS/Lambda", metric, events, "Count", dimensions)
