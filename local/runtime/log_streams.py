"""The log stream of an execution environment: every process of a function has one of its own."""

import uuid
from datetime import UTC, datetime
from typing import Any


def begin(worker: Any) -> str:
    """Name the stream of the process that ``worker`` is about to start: ``2026/01/31/[$LATEST]<32 hex>``."""
    version = worker.config.get("Version", "$LATEST")
    worker.log_stream = f"{datetime.now(UTC):%Y/%m/%d}/[{version}]{uuid.uuid4().hex}"
    return str(worker.log_stream)


def of(worker: Any) -> str:
    """Return the name of the stream of ``worker``'s process."""
    return getattr(worker, "log_stream", None) or begin(worker)


def group_of(config: dict[str, Any]) -> str:
    """Return the log group of a function."""
    return (config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{config['FunctionName']}"
