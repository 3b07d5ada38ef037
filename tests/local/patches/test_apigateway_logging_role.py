"""API Gateway logs only with a role to do so."""

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.rest_api import RestApi

pytestmark = pytest.mark.patch("apigateway_logging_role")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("accessLogSettings/destinationArn", "arn:aws:logs:eu-west-1:000000000000:log-group:any"),
        ("*/*/logging/loglevel", "INFO"),
    ],
)
def test_a_stage_refuses_to_log_until_the_account_has_a_role(stack: Stack, path: str, value: str) -> None:
    api = RestApi(stack)
    api.mock()
    api.deploy()
    api.client.update_account(patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": ""}])
    with pytest.raises(ClientError, match="CloudWatch Logs role ARN must be set"):
        api.update_stage(**{path: value})

    api.let_gateway_log()
    api.update_stage(**{path: value})
