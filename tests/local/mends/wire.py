"""Speak to CloudWatch in the protocols that boto3 does not use: Query, as Terraform does, and JSON 1.0."""

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any
from xml.etree import ElementTree as ET

from local.stack import Stack

NAMESPACE = "{http://monitoring.amazonaws.com/doc/2010-08-01/}"
AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=test/20260101/{region}/monitoring/aws4_request, SignedHeaders=, Signature="


def _post(stack: Stack, headers: dict[str, str], body: bytes) -> bytes:
    signed = {"Authorization": AUTHORIZATION.format(region=stack.region), **headers}
    request = urllib.request.Request(stack.endpoint, body, signed, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return bytes(response.read())
    except urllib.error.HTTPError as error:
        return error.read()


def query(stack: Stack, action: str, **parameters: str) -> ET.Element:
    """Call ``action`` in the Query protocol; dots in parameter names are written ``__``. Returns the XML answer."""
    form = {"Action": action, "Version": "2010-08-01"}
    form |= {name.replace("__", "."): value for name, value in parameters.items()}
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    return ET.fromstring(_post(stack, headers, urllib.parse.urlencode(form).encode()))


def plain(element: ET.Element) -> Any:
    """Return what an XML answer holds: structures as dictionaries, lists as lists, all else as text."""
    if len(element) == 0:
        return element.text or ""
    if all(child.tag == f"{NAMESPACE}member" for child in element):
        return [plain(child) for child in element]
    return {child.tag.removeprefix(NAMESPACE): plain(child) for child in element}


def json_1_0(stack: Stack, operation: str, **members: Any) -> dict[str, Any]:
    """Call ``operation`` in the JSON 1.0 protocol and return its answer."""
    headers = {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": f"GraniteServiceVersion20100801.{operation}",
    }
    answer: dict[str, Any] = json.loads(_post(stack, headers, json.dumps(members).encode()))
    return answer
