"""Make sure that a call to AWS ends in the service's own response or in one of AWS_FAILURES.

A proxy or a load balancer may respond in a service's place, and a connection may break. botocore (1.43) takes some of
that for a response (a page with status 200 is an empty JSON object to it); for the rest, its parsers raise errors of
any class.
"""

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from xml.etree import ElementTree as ET

from botocore.exceptions import BotoCoreError

from shared.aws.failures import AWS_FAILURES

# DynamoDB, Personalize and SNS; S3.
_REQUEST_ID_HEADERS = ("x-amzn-requestid", "x-amz-request-id")


class ForeignResponseError(BotoCoreError):  # type: ignore[misc] # botocore has no types
    """A response with a status of success is not the service's: nobody knows whether the call was done."""

    fmt = "The response is not the service's."


class UnreadableResponseError(BotoCoreError):  # type: ignore[misc] # botocore has no types
    """botocore could not read a response. ``cause`` is the class of what it raised; its text may repeat it."""

    fmt = "The response cannot be read ({cause})."


def refuse_foreign(operation_model: Any, response_dict: dict[str, Any], **further: Any) -> None:
    """Make a failure of what is no response of the service's: a handler of botocore's event ``before-parse``.

    An error keeps its status, which becomes its code, so that botocore tries 503 again. Raises
    :class:`ForeignResponseError` for a success: it is whole in the service's format, and names the service's request.

    This relies on every success having one of two headers, which botocore's parsers take the ``RequestId`` from
    whatever the endpoint. FIPS, dual-stack and VPC endpoints are other addresses of the same service, so they are
    expected to send it (docs/aws-beliefs.md). A proxy that removes it makes every call fail.
    """
    status, body = response_dict["status_code"], response_dict["body"]
    if status <= 300 and operation_model.has_streaming_output:  # not read yet, and of any format
        if not _is_named(response_dict["headers"]):
            raise ForeignResponseError
        return
    readable = _READERS.get(operation_model.service_model.resolved_protocol, bool)(body)
    if status > 300:  # botocore's own border
        if not readable:
            response_dict.update(status_code=max(status, 500), body=b"")  # what botocore reads no further
            further["customized_response_dict"]["Error"] = {"Code": str(status), "Message": ""}
        return
    empty_as_modelled = not body and _is_in_headers(operation_model)
    if not _is_named(response_dict["headers"]) or not (readable or empty_as_modelled):
        raise ForeignResponseError


class Calls:
    """A client whose operations raise :data:`~shared.aws.failures.AWS_FAILURES` and nothing else."""

    def __init__(self, client: object) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        """Return the operation of that name, or what else the client has."""
        found = getattr(self._client, name)
        return partial(_call, found) if callable(found) else found


def _call(operation: Callable[..., dict[str, Any]], **request: object) -> dict[str, Any]:
    try:
        return operation(**request)
    except AWS_FAILURES:
        raise
    except Exception as error:  # noqa: BLE001 - parsers raise what they happen to raise of what they did not expect
        raise UnreadableResponseError(cause=type(error).__name__) from None


def _is_named(headers: Any) -> bool:
    return any(name in headers for name in _REQUEST_ID_HEADERS)


def _is_in_headers(operation_model: Any) -> bool:
    """Return whether a success may have no body: S3's PutObject says all in headers, SQS's DeleteMessage nothing."""
    output = operation_model.output_shape
    return output is None or all("location" in member.serialization for member in output.members.values())


def _is_json_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (RecursionError, ValueError):
        return False


def _is_xml(body: bytes) -> bool:
    try:
        ET.fromstring(body)  # noqa: S314 - botocore's own parser reads it next
    except ET.ParseError:
        return False
    return True


_READERS: dict[str, Callable[[bytes], bool]] = {
    "json": _is_json_object,
    "rest-json": _is_json_object,
    "query": _is_xml,
    "rest-xml": _is_xml,
}
"""Protocol → whether a body is whole. No beginning of a JSON object or of an XML document is one."""
