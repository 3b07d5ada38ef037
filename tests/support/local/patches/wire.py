"""Speak to CloudWatch in the protocols that boto3 may not choose: Query, as Terraform does, and CBOR."""

import urllib.error
import urllib.parse
import urllib.request
from typing import Any
from xml.etree import ElementTree as ET

import cbor2

from local.stack import Stack

NAMESPACE = "{http://monitoring.amazonaws.com/doc/2010-08-01/}"
AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=test/20260101/{region}/monitoring/aws4_request, SignedHeaders=, Signature="


def _post(stack: Stack, headers: dict[str, str], body: bytes, path: str = "/") -> bytes:
    signed = {"Authorization": AUTHORIZATION.format(region=stack.region), **headers}
    request = urllib.request.Request(stack.endpoint + path, body, signed, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return bytes(response.read())
    except urllib.error.HTTPError as error:
        return error.read()


def query(stack: Stack, action: str, **parameters: str) -> ET.Element:
    """Call ``action`` in the Query protocol; dots in parameter names are written ``__``. Returns the XML response."""
    form = {"Action": action, "Version": "2010-08-01"}
    form |= {name.replace("__", "."): value for name, value in parameters.items()}
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    return ET.fromstring(_post(stack, headers, urllib.parse.urlencode(form).encode()))


def plain(element: ET.Element) -> Any:
    """Return what an XML response holds: structures as dictionaries, lists as lists, all else as text."""
    if len(element) == 0:
        return element.text or ""
    if all(child.tag == f"{NAMESPACE}member" for child in element):
        return [plain(child) for child in element]
    return {child.tag.removeprefix(NAMESPACE): plain(child) for child in element}


def cbor(stack: Stack, operation: str, **members: Any) -> dict[str, Any]:
    """Call ``operation`` in the Smithy RPC v2 CBOR protocol and return its response."""
    headers = {"Content-Type": "application/cbor", "Smithy-Protocol": "rpc-v2-cbor"}
    path = f"/service/GraniteServiceVersion20100801/operation/{operation}"
    response: dict[str, Any] = cbor2.loads(_post(stack, headers, cbor2.dumps(members), path))
    return response
