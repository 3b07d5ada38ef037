"""AWS errors in the wire format of the protocol in which a request was made.

Source: https://smithy.io/2.0/aws/protocols/index.html, "operation error serialization" of each protocol.
"""

import json
from xml.sax.saxutils import escape

import cbor2

from local.faults.requests import Call, Service

Response = tuple[int, dict[str, str], bytes]


def error_response(call: Call, service: Service, status: int, code: str, message: str) -> Response:
    """Return the response that makes an SDK raise ``code`` for ``call``."""
    content = {"__type": code, "message": message}
    # Services that moved away from the query protocol repeat the old code here; SDKs prefer it.
    headers = (
        {"x-amzn-query-error": f"{code};{_fault(status)}"} if "awsQueryCompatible" in service.model.metadata else {}
    )
    if call.is_cbor:
        headers |= {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
        return status, headers, cbor2.dumps(content)
    if "x-amz-target" in call.headers:
        headers["Content-Type"] = call.headers.get("content-type", "application/x-amz-json-1.0")
        return status, headers, json.dumps(content).encode()
    error = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if call.form_action:
        body = f"<ErrorResponse><Error><Type>{_fault(status)}</Type>{error}</Error></ErrorResponse>"
        return status, {"Content-Type": "text/xml"}, body.encode()
    if service.model.metadata["protocol"] == "rest-xml":
        return status, {"Content-Type": "application/xml"}, f"<Error>{error}</Error>".encode()
    headers |= {"Content-Type": "application/json", "x-amzn-errortype": code}
    return status, headers, json.dumps(content).encode()


def _fault(status: int) -> str:
    return "Sender" if status < 500 else "Receiver"
