"""An event source mapping counts its events.

Gap: ministack forgets ``MetricsConfig`` when it is put and when it is changed, so Terraform sees a difference, and no
mapping counts its events: that one stopped reading, or that a function reports failed records, shows nowhere.

AWS: CreateEventSourceMapping, UpdateEventSourceMapping and EventSourceMappingMetricsConfig, AWS Lambda API Reference
(https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingMetricsConfig.html). What is counted:
:mod:`local.streams.event_counts`, for mappings of streams.

Needed by: monitoring/metrics.yaml.
"""

import json
from collections.abc import Callable
from typing import Any

MEMBER = "MetricsConfig"


def apply() -> None:
    """Keep the member, and return it."""
    from ministack.services import lambda_svc

    create, update = lambda_svc._create_esm, lambda_svc._update_esm
    lambda_svc._create_esm = lambda data: _keeping(lambda_svc, create, data, data)
    lambda_svc._update_esm = lambda uuid, data: _keeping(lambda_svc, update, data, uuid, data)


def _keeping(lambda_svc: Any, change: Callable[..., Any], data: dict[str, Any], *arguments: Any) -> Any:
    status, headers, body = response = change(*arguments)
    if status >= 400 or MEMBER not in data:
        return response
    mapping = lambda_svc._esms[json.loads(body)["UUID"]]
    mapping[MEMBER] = data[MEMBER]
    return status, headers, json.dumps(lambda_svc._esm_response(mapping)).encode()
