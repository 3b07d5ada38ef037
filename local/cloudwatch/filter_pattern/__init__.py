"""Filter patterns of CloudWatch Logs: terms, conditions on JSON, conditions on the fields of a line.

Source: "Filter pattern syntax for metric filters, subscription filters, filter log events, and Live Tail", Amazon
CloudWatch Logs User Guide, https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

import functools

from local.cloudwatch.filter_pattern import json_pattern, line_pattern, term_pattern
from local.cloudwatch.filter_pattern.condition import Match, PatternError, Resolve

__all__ = ["Match", "PatternError", "Resolve", "compile_pattern"]


@functools.lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> Match:
    """Return a function from a message to a function that looks fields up in it (``$.name`` for JSON, ``$name`` for
    the fields of a line), or to ``None`` where the message does not match. Raises :class:`PatternError`.
    """
    text = pattern.strip()
    if text.startswith("{"):
        return json_pattern.compile_json_pattern(text)
    if text.startswith("["):
        return line_pattern.compile_line_pattern(text)
    return term_pattern.compile_term_pattern(text)
