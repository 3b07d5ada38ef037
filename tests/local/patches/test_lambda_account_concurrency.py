"""An account's concurrency can be reserved down to what Lambda keeps for everybody."""

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.rest_api import create_function

pytestmark = pytest.mark.patch("lambda_account_concurrency")

SOURCE = "def handler(event, context):\n    return None\n"


def test_a_reservation_that_leaves_less_than_lambda_keeps_is_refused(stack: Stack) -> None:
    functions = stack.client("lambda")
    first, second = create_function(stack, SOURCE), create_function(stack, SOURCE)
    limits = functions.get_account_settings()["AccountLimit"]
    most = limits["UnreservedConcurrentExecutions"] - min(100, limits["ConcurrentExecutions"])
    functions.put_function_concurrency(FunctionName=first, ReservedConcurrentExecutions=most)
    functions.put_function_concurrency(FunctionName=first, ReservedConcurrentExecutions=most)  # replaces the one before
    with pytest.raises(ClientError, match="below its minimum value of \\[") as refused:
        functions.put_function_concurrency(FunctionName=second, ReservedConcurrentExecutions=1)
    functions.delete_function_concurrency(FunctionName=first)

    assert refused.value.response["Error"]["Code"] == "InvalidParameterValueException"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
