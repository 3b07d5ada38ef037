"""Refuse a dashboard that AWS refuses, and warn of members that it ignores.

The gap: ministack keeps any text as a dashboard. On AWS PutDashboard checks the body: where it is wrong, nothing is
kept, and the error names each place; a member that no widget has is kept, ignored, and named in
``DashboardValidationMessages``.

Source: PutDashboard and "Dashboard Body Structure and Syntax", Amazon CloudWatch API Reference,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html

Needed by: nothing at present.
"""

import json
from typing import Any

from local.cloudwatch import dashboard_rules

CODE = "InvalidParameterInput"


def apply() -> None:
    """Check what is put."""
    from ministack.services import cloudwatch

    put = cloudwatch._put_dashboard

    def put_dashboard(params: Any, request: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Any:
        content = dashboard_rules.read(request.get("DashboardBody") or "")
        if content is None:
            return cloudwatch._error(CODE, dashboard_rules.NO_JSON, 400, is_json, is_cbor)
        errors = dashboard_rules.errors(content)
        if errors:
            listed = json.dumps([{"dataPath": error.path, "message": error.text} for error in errors], indent=2)
            text = f"The dashboard body is invalid, there are {len(errors)} validation errors:\n{listed}"
            return cloudwatch._error(CODE, text, 400, is_json, is_cbor)
        response = put(params, request, is_cbor, is_json)
        if response[0] >= 400:
            return response
        messages = [{"DataPath": found.path, "Message": found.text} for found in dashboard_rules.warnings(content)]
        content = {"DashboardValidationMessages": messages}
        return cloudwatch._cbor_ok(content) if is_cbor else cloudwatch._json_ok(content)

    cloudwatch._put_dashboard = put_dashboard
