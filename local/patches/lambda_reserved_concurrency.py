"""Reserved concurrency also limits invocations of versions and aliases.

Gap: ministack keeps the figure on the function's record and looks for it on the record that is invoked, so whoever
calls a version or an alias, as API Gateway and event source mappings do here, is never throttled.

AWS: "Reserved concurrency applies to the function as a whole, including versions and aliases"
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html).

Needed by: terraform/environments/prod.tfvars (reserved_concurrency).
"""

from typing import Any


def apply() -> None:
    """Read the limit from the function that the invoked version belongs to."""
    from ministack.services import lambda_svc

    of_record = lambda_svc._reserved_concurrency

    def of_function(record: dict[str, Any], config: dict[str, Any]) -> int | None:
        function = lambda_svc._functions.get(config.get("FunctionName")) or record
        limit: int | None = of_record(function, config)
        return limit

    lambda_svc._reserved_concurrency = of_function
