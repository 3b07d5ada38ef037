"""What the account has to say before an apply: whether it can run so much at once, and who writes API Gateway's logs.

Both are the account's, and a plan cannot see them. AWS would refuse halfway through the apply, or, worse, would not.
"""

import sys
from typing import Any

from shared.aws.failures import AWS_FAILURES
from tools import gateway_account
from tools.wanted import AccountError, Wanted

# Lambda keeps this much, or all that an account has, for functions without a reservation.
# Source: AWS Lambda developer guide, "Configuring reserved concurrency for a function".
_LEAST_UNRESERVED = 100
_QUOTA = "aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384"


def check(environment: Wanted) -> None:
    """Raise :class:`tools.wanted.AccountError` where AWS would refuse the apply.

    Where AWS does not answer one question, that is said, and nothing is stopped: Terraform asks it next.
    """
    if not environment.verify:
        return
    for question, ask in _QUESTIONS.items():
        try:
            ask(environment)
        except AWS_FAILURES as error:
            print(f"preflight: AWS was not asked {question} ({type(error).__name__})", file=sys.stderr)


def _check_concurrency(environment: Wanted) -> None:
    functions = environment.client("lambda")
    limits = functions.get_account_settings()["AccountLimit"]
    limit, unreserved = limits["ConcurrentExecutions"], limits["UnreservedConcurrentExecutions"]
    asked = {name: count for name, count in environment.reserved.items() if count >= 0}
    free = unreserved + sum(_reserved_now(functions, name) for name in asked)
    least = min(_LEAST_UNRESERVED, limit)
    if asked and free - sum(asked.values()) < least:
        raise AccountError(
            f"This account runs {limit} functions at once in {environment.region}, of which {free} can be reserved or "
            f"left to others, and Lambda leaves {least} unreserved. The environment reserves {sum(asked.values())}. "
            f"Raise the quota ({_QUOTA} --desired-value 1000), or set reserved_concurrency = -1 for ingest and "
            "recommender until then."
        )
    if limit < _LEAST_UNRESERVED:
        print(
            f"preflight: this account runs {limit} functions at once in {environment.region}; more posts than that at "
            f"once are answered 503. Raise the quota: {_QUOTA} --desired-value 1000",
            file=sys.stderr,
        )


def _reserved_now(functions: Any, name: str) -> int:
    """Return what a function of this environment has set aside already: it is replaced."""
    try:
        return int(functions.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions", 0))
    except functions.exceptions.ResourceNotFoundException:
        return 0


_QUESTIONS = {
    "how many functions the account runs at once": _check_concurrency,
    "by which role API Gateway logs": gateway_account.check,
}
