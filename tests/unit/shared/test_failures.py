"""Failures of AWS calls, told without their texts."""

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from shared.aws.failures import AWS_FAILURES, describe, refused_outright


def refusal(status: int, retries: int) -> ClientError:
    log_fields = {"HTTPStatusCode": status, "RetryAttempts": retries}
    return ClientError({"Error": {"Code": "AuthorizationError"}, "ResponseMetadata": log_fields}, "Publish")


@pytest.mark.parametrize(
    ("error", "log_fields"),
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
def test_a_failure_is_described_by_class_and_code(error: Exception, log_fields: dict[str, str]) -> None:
    assert describe(error) == log_fields


@pytest.mark.parametrize(
    ("error", "certain"),
    [
        (refusal(403, 0), True),
        (refusal(400, 0), True),
        (refusal(403, 1), False),  # what came of the first try?
        (refusal(500, 0), False),
        (refusal(503, 2), False),
        (ClientError({"Error": {"Code": "AuthorizationError"}}, "Publish"), False),
        (ReadTimeoutError(endpoint_url="canary"), False),
        (ResponseParserError("canary"), False),
    ],
)
def test_a_call_is_known_not_to_be_done_when_the_first_try_was_refused(error: Exception, certain: bool) -> None:
    assert refused_outright(error) is certain


@pytest.mark.parametrize("error", [ReadTimeoutError, ClientError, ResponseParserError])
def test_all_families_of_botocores_errors_are_known(error: type[Exception]) -> None:
    assert issubclass(error, AWS_FAILURES)
