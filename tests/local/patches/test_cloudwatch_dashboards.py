"""A dashboard is checked before it is kept."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.wire import plain, query

pytestmark = pytest.mark.patch("cloudwatch_dashboards")


def body(**properties: Any) -> str:
    widget = {"type": "metric", "properties": {"metrics": [["Shop", "Sales"]], **properties}}
    return json.dumps({"widgets": [widget]})


def test_a_body_that_is_wrong_is_refused_with_each_place_and_not_kept(stack: Stack) -> None:
    cloudwatch, name = stack.client("cloudwatch"), unique("dashboard")
    with pytest.raises(ClientError) as raised:
        cloudwatch.put_dashboard(DashboardName=name, DashboardBody=body(view="lines"))
    error = raised.value.response["Error"]
    assert error["Code"] == "InvalidParameterInput"
    assert error["Message"].startswith("The dashboard body is invalid, there are 2 validation errors:")
    assert "/widgets/0/properties/view" in error["Message"]
    assert cloudwatch.list_dashboards(DashboardNamePrefix=name)["DashboardEntries"] == []


def test_text_that_is_no_json_is_refused_in_the_query_protocol_too(stack: Stack) -> None:
    error = plain(query(stack, "PutDashboard", DashboardName=unique("dashboard"), DashboardBody="{"))["Error"]
    assert error["Code"] == "InvalidParameterInput"


def test_a_member_that_is_ignored_is_named_and_the_dashboard_kept(stack: Stack) -> None:
    cloudwatch, name = stack.client("cloudwatch"), unique("dashboard")
    text = body(region="eu-west-1", colour="red")
    (message,) = cloudwatch.put_dashboard(DashboardName=name, DashboardBody=text)["DashboardValidationMessages"]
    assert message["DataPath"] == "/widgets/0/properties/colour"
    assert cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"] == text
