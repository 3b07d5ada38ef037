"""Gap: more executions can be reserved than the account has.

AWS keeps 100 executions, or all of an account that has fewer, for functions without a reservation, and refuses a
reservation that would leave less. Many new accounts have 10, so they can reserve none.

Source: AWS Lambda developer guide, "Configuring reserved concurrency for a function" and "Lambda quotas"; the error's
text as seen in https://github.com/aws-samples/one-observability-demo/issues/278.

Needed by: tools/preflight.py.
"""

from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import lambda_svc

LEAST_UNRESERVED = 100
MESSAGE = (
    "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its "
    "minimum value of [{}]."
)


def apply() -> None:
    """Look at what is left for others before executions are reserved."""
    put = lambda_svc._put_function_concurrency

    def put_what_is_there(name: str, data: dict[str, Any]) -> Any:
        limit = lambda_svc._ACCOUNT_CONCURRENCY_CAP or 1000
        least = min(LEAST_UNRESERVED, limit)
        others = sum(
            int(lambda_svc._functions[each].get("concurrency") or 0) for each in lambda_svc._functions if each != name
        )
        if name in lambda_svc._functions and limit - others - data.get("ReservedConcurrentExecutions", 0) < least:
            return error_response_json("InvalidParameterValueException", MESSAGE.format(least), 400)
        return put(name, data)

    lambda_svc._put_function_concurrency = put_what_is_there
