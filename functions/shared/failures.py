"""Failures: which of them may pass, and what may be told of one without the values that its text may carry."""

import re

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

AWS_FAILURES = (BotoCoreError, ClientError, ResponseParserError)
"""All that a botocore call raises: error answers, timeouts, lost connections, missing credentials, bad parameters.

What botocore cannot read is a ``ResponseParserError``, outside both others, or anything else, which
:class:`shared.answers.Calls` makes one of these.
"""

_CODE = re.compile("[A-Z][A-Za-z0-9.]{1,63}|[0-9]{3}")


class PassingError(Exception):
    """A failure that is not AWS's and that another try may not meet: time or capacity was short."""


_MAY_PASS = (*AWS_FAILURES, PassingError, OSError, MemoryError)


def may_pass(error: BaseException) -> bool:
    """Return whether another try may succeed.

    That is so of every failure of AWS's, a refusal included: permissions and keys are mended. Anything else comes of
    what was handled and of the code that handled it, and comes again.
    """
    return isinstance(error, _MAY_PASS)


def refused_outright(error: BaseException) -> bool:
    """Return whether AWS refused a call at the first try, so that it was not done.

    After another try nobody knows what came of those before; nor after a timeout, or a fault of AWS's own.
    """
    if not isinstance(error, ClientError):
        return False
    facts = error.response.get("ResponseMetadata", {})
    return bool(400 <= facts.get("HTTPStatusCode", 0) < 500 and facts.get("RetryAttempts") == 0)


def error_code(error: BaseException) -> str:
    """Return the AWS error code of ``error``, such as ``ThrottlingException``; empty when it has none.

    The code is of AWS's choosing; the message may repeat parameters, so it is never shown.
    """
    return code(error.response.get("Error", {}).get("Code")) if isinstance(error, ClientError) else ""


def code(found: object) -> str:
    """Return the error code that an answer holds, or empty for what is no code: somebody else may have answered."""
    return found if isinstance(found, str) and _CODE.fullmatch(found) else ""


def describe(error: BaseException) -> dict[str, str]:
    """Return what may be logged of ``error``: its class and its AWS error code."""
    return {"error_class": type(error).__name__, "error_code": error_code(error)}
