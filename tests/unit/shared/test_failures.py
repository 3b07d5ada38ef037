"""Failures of AWS calls, told without their texts."""

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from shared.failures import AWS_FAILURES, describe


@pytest.mark.parametrize(
    ("error", "facts"),
    [
        (
            ClientError({"Error": {"Code": "ThrottlingException", "Message": "canary"}}, "PutItem"),
            {"error_class": "ClientError", "error_code": "ThrottlingException"},
        ),
        (ClientError({}, "PutItem"), {"error_class": "ClientError", "error_code": ""}),
        (ReadTimeoutError(endpoint_url="canary"), {"error_class": "ReadTimeoutError", "error_code": ""}),
        (KeyError("canary"), {"error_class": "KeyError", "error_code": ""}),
        *(
            (ClientError({"Error": {"Code": code}}, "PutItem"), {"error_class": "ClientError", "error_code": ""})
            for code in ("what the canary said", "canary", "Canary" * 20, 7, None)
        ),
    ],
)
def test_a_failure_is_told_by_class_and_code(error: Exception, facts: dict[str, str]) -> None:
    assert describe(error) == facts


@pytest.mark.parametrize("error", [ReadTimeoutError, ClientError, ResponseParserError])
def test_all_families_of_botocores_errors_are_known(error: type[Exception]) -> None:
    assert issubclass(error, AWS_FAILURES)
