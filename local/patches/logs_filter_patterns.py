"""Match log events by the whole grammar of filter patterns.

The gap: for FilterLogEvents ministack ignores the case, takes every JSON pattern as one that matches all, and knows no
alternatives or fields; for subscription filters and Live Tail it looks for the words of a pattern, JSON or not.

Source: "Filter pattern syntax", Amazon CloudWatch Logs User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html

Needed by: monitoring/runbooks/ingest-InsertError.md, monitoring/runbooks/recommender-OfferError.md.
"""

from collections.abc import Callable
from typing import Any

from local.cloudwatch.filter_pattern import PatternError, compile_pattern

# Operations that take a pattern, as ministack names their functions.
_CHECKED = ("_filter_log_events", "_put_subscription_filter")


def apply() -> None:
    """Use the grammar wherever ministack matches a pattern, and refuse patterns that do not follow it."""
    from ministack.services import cloudwatch_logs as logs

    logs._compile_filter_pattern = lambda pattern: lambda message: _matches(pattern, message)
    logs._subscription_pattern_matches = _matches
    for name in _CHECKED:
        setattr(logs, name, _refusing_bad_patterns(getattr(logs, name)))


def _matches(pattern: str, message: str) -> bool:
    return compile_pattern(pattern or "")(message) is not None


def _refusing_bad_patterns(operation: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    def checked(request: dict[str, Any]) -> Any:
        from ministack.core.responses import error_response_json

        try:
            compile_pattern(request.get("filterPattern") or "")
        except PatternError as error:
            return error_response_json("InvalidParameterException", f"Invalid filter pattern: {error}", 400)
        return operation(request)

    return checked
