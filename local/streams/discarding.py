"""Send what a mapping gives up to its on-failure destination, as the function."""

import functools
import logging
import time
from collections.abc import Mapping
from typing import Any

from local.runtime.metric_dimensions import dimension_sets
from local.streams import destinations
from local.streams.batches import Discarded

CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")

logger = logging.getLogger(__name__)


def deliver(mapping: Mapping[str, Any], discarded: Discarded) -> bool:
    """Return whether the records reached a destination. One that does not take them counts as a delivery failure of
    the function, in the current account and region.
    """
    from botocore.exceptions import BotoCoreError, ClientError
    from ministack.core import lambda_runtime
    from ministack.services import cloudwatch, lambda_svc

    destination = ((mapping.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
    if not destination:
        return False
    name, qualifier = mapping["FunctionName"], mapping.get("Qualifier") or ""
    _, config = lambda_svc._get_func_record_for_qualifier(name, qualifier or None)
    now = time.time()
    document = destinations.invocation_record(
        discarded, function_arn=mapping["FunctionArn"], stream_arn=mapping["EventSourceArn"], now=now
    )
    keys = lambda_runtime.execution_credentials(config or {"FunctionArn": mapping["FunctionArn"]})
    session = _session(*(keys[key] or None for key in CREDENTIALS), mapping["EventSourceArn"].split(":")[3])
    try:
        destinations.send(destination, discarded, document, mapping=mapping["UUID"], now=now, session=session)
    except (BotoCoreError, ClientError, ValueError) as error:
        logger.error("records of mapping %s did not reach %s: %s", mapping["UUID"], destination, error)
        for dimensions in dimension_sets(name, qualifier):
            cloudwatch.record_metric("AWS/Lambda", "DestinationDeliveryFailures", 1, "Count", dimensions)
        return False
    return True


@functools.lru_cache(maxsize=8)
def _session(key_id: str, secret: str, token: str | None, region: str) -> Any:
    """Return a boto3 session. It reads the models of its services once, which takes far longer than a call."""
    import boto3

    return boto3.session.Session(key_id, secret, token, region_name=region)
