"""Discover the fields of log events.

Source: "Supported logs and discovered fields", Amazon CloudWatch Logs User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
"""

import json
import re
from collections.abc import Mapping
from typing import Any

MAX_FIELDS = 200

Row = dict[str, Any]

_REQUEST = re.compile(r"^(START|END|REPORT) RequestId: (\S+)")
_REPORTED = {
    "@duration": re.compile(r"\tDuration: ([\d.]+) ms"),
    "@billedDuration": re.compile(r"\tBilled Duration: ([\d.]+) ms"),
    "@initDuration": re.compile(r"\tInit Duration: ([\d.]+) ms"),
    "@memorySize": re.compile(r"\tMemory Size: (\d+) MB"),
    "@maxMemoryUsed": re.compile(r"\tMax Memory Used: (\d+) MB"),
}
_BYTES_PER_MEGABYTE = 1_000_000


def discover(event: Mapping[str, Any]) -> Row:
    """Return ``event`` (``@message``, ``@timestamp`` and so on) with the fields that its message holds."""
    message = event["@message"]
    row = dict(event)
    if message.lstrip().startswith("{"):
        try:
            document = json.loads(message)
        except (ValueError, RecursionError):
            return row
        _flatten(row, "", document)
    elif found := _REQUEST.match(message):
        row |= {"@type": found[1], "@requestId": found[2]}
        for name, pattern in _REPORTED.items():
            if figure := pattern.search(message):
                scale = _BYTES_PER_MEGABYTE if figure[0].endswith("MB") else 1
                row[name] = float(figure[1]) * scale
    return row


def _flatten(row: Row, prefix: str, value: Any) -> None:
    """Add the leaves of ``value`` to ``row``: ``a.b`` for members, ``a.0`` for elements."""
    if isinstance(value, dict | list):
        members = value.items() if isinstance(value, dict) else enumerate(value)
        for name, member in members:
            _flatten(row, f"{prefix}.{name}" if prefix else str(name), member)
    elif value is not None and len(row) < MAX_FIELDS:
        row.setdefault(prefix, int(value) if isinstance(value, bool) else value)
