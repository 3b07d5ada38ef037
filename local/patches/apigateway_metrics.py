"""Gap: REST APIs publish no metrics, so dashboards stay empty and alarms on them never fire.

AWS publishes ``Count``, ``4XXError``, ``5XXError``, ``Latency`` and ``IntegrationLatency`` (milliseconds) in
``AWS/ApiGateway`` for every request, by API name and by API name and stage; and by method too, where the stage's method
settings enable detailed metrics. The error metrics carry a 0 for a request without that error, so that their average is
the error rate.

Source: Amazon API Gateway developer guide, "Amazon API Gateway dimensions and metrics".

Needed by: module.storefront_api.aws_api_gateway_method_settings.all (metrics_enabled), tests/e2e/test_privacy.py.
"""

from ministack.services import cloudwatch

from local.patches import _gateway
from local.patches._gateway_request import GatewayRequest

NAMESPACE = "AWS/ApiGateway"


def apply() -> None:
    """Publish the metrics of every request of a stage."""
    _gateway.observe(after=_publish)


def _publish(request: GatewayRequest) -> None:
    figures: list[tuple[str, float, str]] = [
        ("Count", 1, "Count"),
        ("4XXError", int(400 <= request.status < 500), "Count"),
        ("5XXError", int(request.status >= 500), "Count"),
        ("Latency", request.latency_ms, "Milliseconds"),
    ]
    if request.integration_latency_ms is not None:
        figures.append(("IntegrationLatency", request.integration_latency_ms, "Milliseconds"))
    for dimensions in _dimensions(request):
        for name, value, unit in figures:
            cloudwatch.record_metric(NAMESPACE, name, value, unit, dimensions)


def _dimensions(request: GatewayRequest) -> list[dict[str, str]]:
    api = {"ApiName": str(request.api["name"])}
    stage = {**api, "Stage": request.stage_name}
    if not (request.method_settings.get("metricsEnabled") and request.resource_path):
        return [api, stage]
    return [api, stage, {**stage, "Resource": request.resource_path, "Method": request.method}]
