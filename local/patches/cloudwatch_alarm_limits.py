"""Refuse alarms that AWS refuses.

The gap: ministack takes any alarm: one that looks back for a month, an expression of eleven metrics or of several
periods, more datapoints to alarm than periods, a composite alarm of a thousand children. On AWS these are answered with
ValidationError, and so is what breaks the service's model.

Source: PutMetricAlarm and PutCompositeAlarm, Amazon CloudWatch API Reference,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html

Needed by: module.monitoring.aws_cloudwatch_metric_alarm.this.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from local.cloudwatch.alarm_limits import complaints, composite_complaints
from local.cloudwatch.emulated import service_model
from local.modelled_api.validation import violations


def apply() -> None:
    """Look at what is put before it is kept."""
    from ministack.services import cloudwatch

    cloudwatch._put_metric_alarm = _refusing(cloudwatch, "PutMetricAlarm", cloudwatch._put_metric_alarm, complaints)
    cloudwatch._put_composite_alarm = _refusing(
        cloudwatch, "PutCompositeAlarm", cloudwatch._put_composite_alarm, _of_composite
    )


def _refusing(
    cloudwatch: Any, operation: str, put: Callable[..., Any], look: Callable[[Mapping[str, Any]], Iterable[str]]
) -> Callable[..., Any]:
    def put_alarm(params: Any, request: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Any:
        if not (is_cbor or is_json):
            return put(params, request, is_cbor, is_json)
        shape = service_model().operation_model(operation).input_shape
        found = list(violations(shape, request))
        if found:
            number = "1 validation error" if len(found) == 1 else f"{len(found)} validation errors"
            found = [f"{number} detected: {'; '.join(found)}"]
        for complaint in found or look(request):
            return cloudwatch._error("ValidationError", complaint, 400, is_json, is_cbor)
        return put(params, request, is_cbor, is_json)

    return put_alarm


def _of_composite(request: Mapping[str, Any]) -> Iterator[str]:
    from ministack.services import cloudwatch

    yield from composite_complaints(request, len(cloudwatch._composite_children(request)))
    suppressor = request.get("ActionsSuppressor")
    if suppressor and cloudwatch._rule_alarm_state(suppressor) is None:
        yield f"The actions suppressor {suppressor} does not exist"
