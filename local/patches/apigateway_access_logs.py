"""Gap: a stage's access log settings are stored, and nothing is ever logged.

AWS writes one event per request to the log group that ``accessLogSettings.destinationArn`` names: the ``format`` with
its ``$context`` variables filled in, ``-`` for a variable without a value.

Source: Amazon API Gateway developer guide, "Set up CloudWatch logging for REST APIs in API Gateway" and "Variables for
access logging for API Gateway".

Needed by: module.storefront_api.aws_api_gateway_stage.this, tests/e2e/test_usage.py.
"""

from local.patches import _gateway, _gateway_context, _gateway_logs
from local.patches._gateway_request import GatewayRequest


def apply() -> None:
    """Log every request of a stage that has access log settings."""
    _gateway.observe(after=_log)


def _log(request: GatewayRequest) -> None:
    settings = request.stage.get("accessLogSettings") or {}
    _, is_group, group = settings.get("destinationArn", "").partition(":log-group:")
    if is_group and settings.get("format"):
        line = _gateway_context.fill(settings["format"], request)
        _gateway_logs.write(group.removesuffix(":*"), request.request_id, [line], request.started)
