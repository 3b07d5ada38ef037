"""Metrics are drawn, over all three protocols."""

import base64
import json
import struct
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.alarms import publish
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.wire import cbor, plain, query

pytestmark = pytest.mark.patch("cloudwatch_metric_images")

PNG = b"\x89PNG\r\n\x1a\n"


def widget(namespace: str, **content: Any) -> str:
    rows = [
        [namespace, "Errors", "service", "till", {"id": "errors", "stat": "Sum"}],
        [{"expression": "errors / 2", "id": "half", "label": "half of them"}],
    ]
    return json.dumps({"metrics": rows, "period": 60, "start": "-PT10M", "width": 320, "height": 200, **content})


def size(picture: bytes) -> tuple[int, int]:
    """Return width and height of a PNG."""
    assert picture.startswith(PNG)
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def test_metrics_and_expressions_become_a_picture_in_every_protocol(stack: Stack) -> None:
    namespace = unique("Shop")
    publish(stack, namespace, 1.0, 5.0)
    text = widget(namespace, title="Errors", annotations={"horizontal": [{"value": 3, "label": "limit"}]})
    by_sdk = stack.client("cloudwatch").get_metric_widget_image(MetricWidget=text)["MetricWidgetImage"]
    by_cbor = cbor(stack, "GetMetricWidgetImage", MetricWidget=text)["MetricWidgetImage"]
    by_query = plain(query(stack, "GetMetricWidgetImage", MetricWidget=text))["GetMetricWidgetImageResult"]
    assert size(by_sdk) == size(by_cbor) == size(base64.b64decode(by_query["MetricWidgetImage"])) == (320, 200)
    empty = stack.client("cloudwatch").get_metric_widget_image(MetricWidget=widget(unique("Shop"), title="Errors"))
    assert empty["MetricWidgetImage"] != by_sdk


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "valid JSON object"),
        (json.dumps({"title": "no metrics"}), "required property 'metrics'"),
        (json.dumps({"metrics": [["Shop", "Sales"]] * 101}), "more than 100"),
        (json.dumps({"metrics": [[{"expression": "SEARCH('x', 'Sum')"}]]}), "cannot be read|not supported"),
        (json.dumps({"metrics": [["Shop", "Sales", {"stat": "Median"}]]}), "not supported"),
    ],
)
def test_what_cannot_be_drawn_is_refused(stack: Stack, text: str, complaint: str) -> None:
    with pytest.raises(ClientError, match=complaint) as raised:
        stack.client("cloudwatch").get_metric_widget_image(MetricWidget=text)
    assert raised.value.response["Error"]["Code"] == "ValidationError"


def test_a_request_without_a_widget_is_refused_in_words_of_the_model(stack: Stack) -> None:
    error = plain(query(stack, "GetMetricWidgetImage"))["Error"]
    assert (error["Code"], "Value null at 'metricWidget'" in error["Message"]) == ("ValidationError", True)
