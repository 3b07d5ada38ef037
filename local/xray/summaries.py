"""``GetTraceSummaries``: a trace in short.

Shape: https://docs.aws.amazon.com/xray/latest/api/API_TraceSummary.html
"""

from typing import Any

from local.xray.segments import Document, entities
from local.xray.traces import Trace

_HTTP_REQUEST = {"url": "HttpURL", "method": "HttpMethod", "user_agent": "UserAgent", "client_ip": "ClientIp"}


def summarise(trace: Trace) -> dict[str, Any]:
    """Return the ``TraceSummary`` of a trace."""
    root = trace.roots[0]
    summary: dict[str, Any] = {
        "Id": trace.id,
        "StartTime": trace.start,
        "Duration": round(trace.end - trace.start, 3),
        "HasFault": bool(root.get("fault")),
        "HasError": bool(root.get("error")),
        "HasThrottle": any(segment.get("throttle") for segment in trace.segments),
        "IsPartial": any(segment.get("in_progress") for segment in trace.segments),
        "Http": _http(root),
        "Annotations": _annotations(trace),
        "Users": [
            {"UserName": segment["user"], "ServiceIds": [service_id(segment)]}
            for segment in trace.segments
            if "user" in segment
        ],
        "ServiceIds": _unique([service_id(segment) for segment in trace.segments]),
        "ResourceARNs": _unique([{"ARN": s["resource_arn"]} for s in trace.segments if "resource_arn" in s]),
        "InstanceIds": [],
        "AvailabilityZones": [],
        "EntryPoint": service_id(root),
        "Revision": 1,
    }
    if "end_time" in root:
        summary["ResponseTime"] = round(root["end_time"] - root["start_time"], 3)
    return summary


def service_id(segment: Document) -> dict[str, Any]:
    """Return the ``ServiceId`` of a segment: what makes it a node of the trace map."""
    identity = {"Name": segment["name"], "Names": [segment["name"]]}
    return identity | ({"Type": segment["origin"]} if "origin" in segment else {})


def _http(root: Document) -> dict[str, Any]:
    request, response = root.get("http", {}).get("request", {}), root.get("http", {}).get("response", {})
    http = {member: request[name] for name, member in _HTTP_REQUEST.items() if name in request}
    return http | ({"HttpStatus": response["status"]} if "status" in response else {})


def _annotations(trace: Trace) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for segment in trace.segments:
        for entity in entities(segment):
            for key, value in entity.get("annotations", {}).items():
                found.setdefault(key, []).append(
                    {"AnnotationValue": _annotation_value(value), "ServiceIds": [service_id(segment)]}
                )
    return found


def _annotation_value(value: str | float | bool) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BooleanValue": value}
    return {"StringValue": value} if isinstance(value, str) else {"NumberValue": value}


def _unique(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [value for index, value in enumerate(values) if value not in values[:index]]
