"""Draw metrics as pictures.

The gap: ministack does not know GetMetricWidgetImage. On AWS it returns a graph of metrics and expressions as PNG, with
title, axes and annotations as the JSON text ``MetricWidget`` says, or ValidationError for a text that says nothing
sensible.

Here the pictures look otherwise than on AWS, in colours that everybody can tell apart unless a widget chooses its own.
Left out: SEARCH, dynamic labels, dark theme, and the bare picture over HTTP (``OutputFormat=image/png``).

Source: GetMetricWidgetImage, Amazon CloudWatch API Reference,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricWidgetImage.html

Needed by: nothing at present.
"""

import asyncio
import base64
import json
import time
from typing import Any

from local.cloudwatch.metric_math import MathError
from local.cloudwatch.pictures.drawing import draw
from local.cloudwatch.pictures.members import WidgetError
from local.cloudwatch.pictures.reading import read
from local.cloudwatch.pictures.widget import Widget

OPERATION = "GetMetricWidgetImage"
MISSING = (
    "1 validation error detected: Value null at 'metricWidget' failed to satisfy constraint: Member must not be null"
)


def apply() -> None:
    """Answer one operation more."""
    from ministack.services import cloudwatch

    handle = cloudwatch.handle_request

    async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Any:
        target = headers.get("x-amz-target", "") or path
        if not target.endswith(OPERATION):
            return await handle(method, path, headers, body, query)
        is_cbor = "cbor" in headers.get("content-type", "")
        return await asyncio.to_thread(_respond, cloudwatch, body, is_cbor)

    cloudwatch.handle_request = handle_request


def _respond(cloudwatch: Any, body: bytes, is_cbor: bool) -> Any:
    import cbor2
    from ministack.core.responses import get_region

    request = cbor2.loads(body) if is_cbor else json.loads(body)
    try:
        if request.get("MetricWidget") is None:
            raise WidgetError(MISSING)
        widget = Widget.parse(request["MetricWidget"], time.time(), get_region())
        picture = draw(widget, read(widget))
    except (WidgetError, MathError) as error:
        return cloudwatch._error("ValidationError", str(error), 400, not is_cbor, is_cbor)
    if is_cbor:
        return cloudwatch._cbor_ok({"MetricWidgetImage": picture})
    return cloudwatch._json_ok({"MetricWidgetImage": base64.b64encode(picture).decode()})
