"""The ``$context`` variables of a REST API's request.

Source: Amazon API Gateway developer guide, "Variables for access logging for API Gateway" and "Variables for data
transformations for API Gateway".
"""

import json
import re

from local.patches._gateway_request import GatewayRequest

VARIABLE = re.compile(r"\$context\.([A-Za-z][\w.]*\w)|\$\{context\.([A-Za-z][\w.]*\w)\}")
UNKNOWN = "-"


def values(request: GatewayRequest) -> dict[str, object]:
    """Return the variables of a request by name, without ``context.``. Those without a value are ``None``."""
    quoted = None if request.error_message is None else json.dumps(request.error_message)
    return {
        "accountId": request.account_id,
        "apiId": request.api_id,
        "awsEndpointRequestId": None,
        "domainName": request.headers.get("host", "").partition(":")[0] or None,
        "error.message": request.error_message,
        "error.messageString": quoted,
        "error.responseType": request.error_type,
        "error.validationErrorString": request.validation_error,
        "extendedRequestId": request.extended_request_id,
        "httpMethod": request.method,
        "identity.apiKey": request.api_key,
        "identity.apiKeyId": request.api_key_id,
        "identity.sourceIp": request.source_ip,
        "identity.userAgent": request.headers.get("user-agent"),
        "integration.error": request.function_error,
        "integration.integrationStatus": request.integration_status,
        "integration.latency": request.integration_latency_ms,
        "integration.status": request.function_status,
        "integrationErrorMessage": request.function_error,
        "integrationLatency": request.integration_latency_ms,
        "integrationStatus": request.integration_status,
        "path": f"/{request.stage_name}{request.path}",
        "protocol": "HTTP/1.1",
        "requestId": request.request_id,
        "requestTime": request.request_time,
        "requestTimeEpoch": int(request.started * 1000),
        "resourceId": request.resource.get("id"),
        "resourcePath": request.resource_path or None,
        "responseLatency": request.latency_ms,
        "responseLength": request.response_length,
        "stage": request.stage_name,
        "status": request.status or None,
        "xrayTraceId": request.trace_id,
    }


def fill(template: str, request: GatewayRequest) -> str:
    """Return ``template`` with its variables filled in, ``-`` where there is no value, escaped for a JSON string."""
    known = values(request)

    def value(match: re.Match[str]) -> str:
        found = known.get(match[1] or match[2])
        return UNKNOWN if found is None else json.dumps(str(found), ensure_ascii=False)[1:-1]

    return VARIABLE.sub(value, template)
