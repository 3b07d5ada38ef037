"""Failures: which of them may pass, and what may be logged of one, since its text may hold values."""

import re

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from shared.errors import PassingError

AWS_FAILURES = (BotoCoreError, ClientError, ResponseParserError)
"""All that a botocore call raises: error responses, timeouts, lost connections, missing credentials, bad parameters.

What botocore cannot read is a ``ResponseParserError``, outside both others, or anything else, which
:class:`shared.aws.responses.Calls` makes one of these.
"""

_CODE = re.compile("[A-Z][A-Za-z0-9.]{1,63}|[0-9]{3}")


_MAY_PASS = (*AWS_FAILURES, PassingError, OSError, MemoryError)


def may_pass(error: BaseException) -> bool:
    """Return whether another try may succeed.

    Every failure of a call to AWS may pass, also a refusal: somebody corrects a permission. Any other failure comes
    of the record or of the code, and would come again.
    """
    return isinstance(error, _MAY_PASS)


def refused_outright(error: BaseException) -> bool:
    """Return whether AWS refused a call at the first try, so that it was not done.

    After a retry, a timeout or a fault of AWS's own, nobody knows whether it was done.
    """
    if not isinstance(error, ClientError):
        return False
    metadata = error.response.get("ResponseMetadata", {})
    return bool(400 <= metadata.get("HTTPStatusCode", 0) < 500 and metadata.get("RetryAttempts") == 0)


def error_code(error: BaseException) -> str:
    """Return the AWS error code of ``error``, such as ``ThrottlingException``; empty when it has none.

    The code is of AWS's choosing; the message may repeat parameters, so it is never shown.
    """
    return code(error.response.get("Error", {}).get("Code")) if isinstance(error, ClientError) else ""


def code(found: object) -> str:
    """Return the error code ``found`` in a response, or empty for what is none: a proxy may have responded."""
    return found if isinstance(found, str) and _CODE.fullmatch(found) else ""


def describe(error: BaseException) -> dict[str, str]:
    """Return what may be logged of ``error``: its class and its AWS error code."""
    return {"error_class": type(error).__name__, "error_code": error_code(error)}
