"""What the stub of AWS says to each request of the functions and of their baselines."""

import json
import re
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from tests.support.performance.payloads import CATALOGUE_SIZE

_NUMBER = re.compile(r"\d+")
_SNS = "http://sns.amazonaws.com/doc/2010-03-31/"

Response = tuple[str, dict[str, str], bytes]
"""The name of the operation, headers, body."""


def respond(method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
    """Return the response to a request; an unknown one is a mistake: raises ``KeyError``."""
    target = headers.get("x-amz-target")
    if target is not None:
        return _dynamodb(target.partition(".")[2], json.loads(body))
    if path == "/recommendations":
        return _json("GetRecommendations", _recommendations(json.loads(body)))
    if method == "PUT":
        return "PutObject", {"etag": '"1"', "x-amz-request-id": "1"}, b""
    form = dict(parse_qsl(body.decode()))
    return _SNS_RESPONSES[form["Action"]](form)


def _json(operation: str, document: dict[str, Any]) -> Response:
    body = json.dumps(document).encode()
    headers = {"content-type": "application/x-amz-json-1.0", "x-amz-crc32": str(zlib.crc32(body))}
    return operation, headers, body


def _dynamodb(operation: str, request: dict[str, Any]) -> Response:
    if operation == "BatchGetItem":
        found = {table: _items(table, wanted["Keys"]) for table, wanted in request["RequestItems"].items()}
        return _json(operation, {"Responses": found, "UnprocessedKeys": {}})
    if operation == "Query":
        return _json(operation, {"Items": [], "Count": 0, "ScannedCount": 0})
    return _json(operation, {})


def _items(table: str, keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the catalogue has; in all other tables is nothing yet."""
    return [catalogue_item(key["item_id"]["S"]) for key in keys if "item_id" in key] if table == "catalogue" else []


def catalogue_item(item_id: str) -> dict[str, Any]:
    """Return an item of the catalogue in DynamoDB's JSON."""
    return {
        "item_id": {"S": item_id},
        "title": {"S": f"Organic rooibos tea, 80 bags, no. {item_id}"},
        "category": {"S": "organic_food"},
        "price": {"N": "64.9"},
        "currency": {"S": "ZAR"},
        "locations": {"SS": ["cape town", "durban"]},
        "popularity": {"N": "0.7"},
        "shelf": {"S": "all"},
        "in_stock": {"BOOL": True},
        "discount_percent": {"N": "10"},
    }


def _recommendations(request: dict[str, Any]) -> dict[str, Any]:
    """Recommend to each customer another selection, the same each time; what customers get overlaps."""
    customer = int(_NUMBER.findall(request["userId"])[-1])
    numbers = [(customer * 7 + rank * 13) % CATALOGUE_SIZE for rank in range(request["numResults"])]
    items = [{"itemId": f"item-{number:04}", "score": 0.1} for number in dict.fromkeys(numbers)]
    return {"itemList": items, "recommendationId": "RID-24-4f0d-8c1f-5cf8a5a2a7b1"}


def _xml(operation: str, result: str) -> Response:
    text = (
        f'<{operation}Response xmlns="{_SNS}"><{operation}Result>{result}</{operation}Result>'
        f"<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{operation}Response>"
    )
    return operation, {"content-type": "text/xml"}, text.encode()


def _publish(form: dict[str, str]) -> Response:
    return _xml("Publish", "<MessageId>94f20ce6-13c5-43a0-9a9e-ca52d816e90b</MessageId>")


def _publish_batch(form: dict[str, str]) -> Response:
    ids = [value for name, value in form.items() if name.endswith(".Id")]
    taken = "".join(f"<member><MessageId>{number}</MessageId><Id>{number}</Id></member>" for number in ids)
    return _xml("PublishBatch", f"<Failed/><Successful>{taken}</Successful>")


_SNS_RESPONSES: dict[str, Callable[[dict[str, str]], Response]] = {"Publish": _publish, "PublishBatch": _publish_batch}
