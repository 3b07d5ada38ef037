"""Which invocations reserved concurrency limits."""

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.rest_api import create_function

pytestmark = pytest.mark.patch("lambda_reserved_concurrency")


@pytest.mark.parametrize("qualifier", ["1", "live"])
def test_a_version_and_an_alias_share_the_functions_limit(stack: Stack, qualifier: str) -> None:
    functions = stack.client("lambda")
    name = create_function(stack, "def handler(event, context):\n    return None\n")
    functions.publish_version(FunctionName=name)
    functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    with pytest.raises(ClientError) as refused:
        functions.invoke(FunctionName=name, Qualifier=qualifier)
    assert refused.value.response["Error"]["Code"] == "TooManyRequestsException"
    assert refused.value.response["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
