"""Failures of AWS calls, told without the values that their texts may carry."""

from botocore.exceptions import BotoCoreError, ClientError

AWS_FAILURES = (BotoCoreError, ClientError)
"""All that a botocore call raises: error answers, timeouts, lost connections, missing credentials, bad parameters."""


def error_code(error: BaseException) -> str:
    """Return the AWS error code of ``error``, such as ``ThrottlingException``; empty when it has none.

    The code is of AWS's choosing; the message may repeat parameters, so it is never shown.
    """
    if not isinstance(error, ClientError):
        return ""
    return str(error.response.get("Error", {}).get("Code", ""))


def describe(error: BaseException) -> dict[str, str]:
    """Return what may be logged of ``error``: its class and its AWS error code."""
    return {"error_class": type(error).__name__, "error_code": error_code(error)}
