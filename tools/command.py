"""What the commands that operate a deployment share: their help, how they end, and what they say meanwhile."""

import argparse
import sys
import time
from collections.abc import Callable

from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from shared.aws.failures import AWS_FAILURES, error_code
from shared.aws.responses import ForeignResponseError
from shared.aws.table_reader import UnreadItemsError
from tools.batch_write import PutOffError
from tools.deployed import NoDeploymentError
from tools.trace_source import NotRetrievedError

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130
_EXIT_STATUSES = f"""exit status:
  {DONE}  all is done, or with --dry-run nothing is known to fail
  {FAILED}  something failed, as printed, or AWS refused: run it again when that is mended
  {USAGE}  the command line is wrong"""

_SECONDS_BETWEEN_LINES = 2.0
_NO_PERMISSION = "docs/recovery.md, docs/catalogue.md and docs/tracing.md list the permissions that are needed"
_EXPIRED = "your credentials have expired"
_ADVICE = {
    "AccessDenied": _NO_PERMISSION,
    "AccessDeniedException": _NO_PERMISSION,
    "ExpiredToken": _EXPIRED,
    "ExpiredTokenException": _EXPIRED,
    "NoSuchBucket": "there is no such bucket",
    "ResourceNotFoundException": (
        "there is no such table, function or alias in this Region; `make apply` makes what an older environment lacks"
    ),
    "TooManyRequestsException": "the function has no execution to spare: wait, then run it again",
}


class Progress:
    """Says on standard error how far a command is, at most every two seconds."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._last = time.monotonic()

    def __call__(self, text: str) -> None:
        """Say ``text``, unless something was said just now."""
        if time.monotonic() - self._last >= _SECONDS_BETWEEN_LINES:
            self._last = time.monotonic()
            print(f"{self._command}: {text}", file=sys.stderr, flush=True)


def parser(module: str, description: str, examples: str) -> argparse.ArgumentParser:
    """Return a parser whose help shows both texts as they are written, and the exit statuses."""
    return argparse.ArgumentParser(
        prog=f"python -m tools.{module}",
        description=description,
        epilog=f"examples:\n{examples}\n{_EXIT_STATUSES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def whole_number(text: str) -> int:
    """Return a number that is not negative, for argparse."""
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError("must be a whole number that is not negative")
    return int(text)


def run(command: str, act: Callable[[], int]) -> int:
    """Return the exit status of ``act``; what AWS refuses is one line on standard error."""
    try:
        return act()
    except NoDeploymentError as problem:
        print(f"{command}: {problem}", file=sys.stderr)
        return USAGE
    except (*AWS_FAILURES, NotRetrievedError, PutOffError, UnreadItemsError) as error:
        print(f"{command}: {_explanation(error)}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print(f"{command}: interrupted; what was done stays done, and running it again goes on", file=sys.stderr)
        return INTERRUPTED


def _explanation(error: Exception) -> str:
    """Return what went wrong and what to do. The text of an error response may hold values, so it is left out."""
    if isinstance(error, UnreadItemsError):
        return "DynamoDB throttles: wait, then run it again"
    if isinstance(error, ForeignResponseError | ResponseParserError):  # the latter's text is the response's
        return "what answered is not AWS: look for a proxy in between"
    if not isinstance(error, ClientError):
        return str(error)
    code = error_code(error)
    return ": ".join(filter(None, [error.operation_name, code, _ADVICE.get(code)]))
