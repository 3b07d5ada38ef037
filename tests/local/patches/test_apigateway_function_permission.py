"""API Gateway invokes what the function's policy lets it invoke."""

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import RestApi, create_function
from tests.support.local.patches.roles import Role, decisions

pytestmark = [pytest.mark.patch("apigateway_function_permission"), pytest.mark.iam]

GATEWAY, ACTION = "apigateway.amazonaws.com", "lambda:InvokeFunction"
RESPONSE = "def handler(event, context):\n    return {'statusCode': 200, 'body': 'hello'}\n"
CONFIGURATION_ERROR = (500, {"message": "Internal server error"})


class GuardedApi(RestApi):
    """An API with a function behind an alias of it, which nobody may invoke yet."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack)
        self.functions = stack.client("lambda")
        self.function_name = create_function(stack, RESPONSE, Role=Role(stack).arn)
        self.functions.publish_version(FunctionName=self.function_name)
        made = self.functions.create_alias(FunctionName=self.function_name, Name="live", FunctionVersion="1")
        self.alias_arn: str = made["AliasArn"]
        self.behind(self.alias_arn)
        self.deploy()

    def permit(self, *, source: str = "*/POST/things", **changes: str) -> None:
        """Let API Gateway invoke the alias for ``source`` of this API."""
        settings = {
            "FunctionName": self.function_name,
            "Qualifier": "live",
            "StatementId": "gateway",
            "Action": ACTION,
            "Principal": GATEWAY,
            "SourceArn": f"arn:aws:execute-api:{self.stack.region}:000000000000:{self.id}/{source}",
        }
        self.functions.add_permission(**{**settings, **changes})


def test_without_permission_the_client_gets_500_and_with_it_the_functions_response(stack: Stack) -> None:
    api = GuardedApi(stack)
    response = api.call()
    assert (response.status, response.json()) == CONFIGURATION_ERROR
    assert response.headers["x-amzn-errortype"] == "InternalServerErrorException"

    api.permit()
    assert (api.call().status, api.call().body) == (200, b"hello")
    decided = [each for each in decisions(stack, GATEWAY, ACTION) if each.resource == api.alias_arn]
    assert [each.allowed for each in decided] == [False, True]
    source = f"arn:aws:execute-api:{stack.region}:000000000000:{api.id}/v1/POST/things"
    assert {each.context["aws:sourcearn"] for each in decided} == {source}

    api.functions.remove_permission(FunctionName=api.function_name, Qualifier="live", StatementId="gateway")
    assert api.call().status == 500
    api.functions.delete_function(FunctionName=api.function_name)
    assert (api.call().status, api.call().json()) == CONFIGURATION_ERROR


@pytest.mark.parametrize("source", ["*/GET/things", "*/POST/others", "v2/POST/things"])
def test_a_permission_for_another_method_path_or_stage_does_not_do(stack: Stack, source: str) -> None:
    api = GuardedApi(stack)
    api.permit(source=source)
    assert api.call().status == 500


def test_a_permission_for_another_service_or_api_does_not_do(stack: Stack) -> None:
    api = GuardedApi(stack)
    api.permit(Principal="sns.amazonaws.com")
    another = f"arn:aws:execute-api:{stack.region}:000000000000:another/*/POST/things"
    api.permit(SourceArn=another, StatementId="another")
    assert api.call().status == 500


def test_a_permission_on_the_function_is_none_on_its_alias(stack: Stack) -> None:
    api = GuardedApi(stack)
    settings = {"StatementId": "gateway", "Action": ACTION, "Principal": GATEWAY}
    api.functions.add_permission(FunctionName=api.function_name, **settings)
    assert api.call().status == 500


def test_the_gateway_response_for_it_is_that_of_a_wrong_configuration(stack: Stack) -> None:
    api = GuardedApi(stack)
    api.client.put_gateway_response(
        restApiId=api.id,
        responseType="API_CONFIGURATION_ERROR",
        statusCode="503",
        responseTemplates={"application/json": '{"title": "later"}'},
    )
    api.client.create_deployment(restApiId=api.id, stageName="v1")
    response = api.call()
    assert (response.status, response.json()) == (503, {"title": "later"})
