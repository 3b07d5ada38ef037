"""Failures: which of them may pass, and what may be told of one without the values that its text may carry."""

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

AWS_FAILURES = (BotoCoreError, ClientError, ResponseParserError)
"""All that a botocore call raises: error answers, timeouts, lost connections, missing credentials, bad parameters.

An answer that is no answer of AWS's, such as a proxy's page, is a ``ResponseParserError``, outside both others.
"""


class PassingError(Exception):
    """A failure that is not AWS's and that another try may not meet: time or capacity was short."""


_MAY_PASS = (*AWS_FAILURES, PassingError, OSError, MemoryError)


def may_pass(error: BaseException) -> bool:
    """Return whether another try may succeed.

    That is so of every failure of AWS's, a refusal included: permissions and keys are mended. Anything else comes of
    what was handled and of the code that handled it, and comes again.
    """
    return isinstance(error, _MAY_PASS)


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
