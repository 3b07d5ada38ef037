"""What API Gateway knows of one request of a REST API's stage."""

import base64
import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass
class GatewayRequest:
    """One request of a stage. Times are epoch seconds; a member stays ``None`` until it is known."""

    api: dict[str, Any]
    stage: dict[str, Any]
    account_id: str
    region: str
    stage_name: str
    method: str
    path: str
    headers: dict[str, str]
    query: dict[str, list[str]]
    body: bytes
    source_ip: str
    # Each line of the head, its name as it was sent; ``headers`` has them in lower case, lines of one name joined.
    header_lines: tuple[tuple[str, str], ...]
    query_string: str
    started: float = field(default_factory=time.time)
    ended: float = 0.0
    request_id: str = ""
    extended_request_id: str = field(default_factory=lambda: base64.b64encode(os.urandom(11)).decode())
    resource: dict[str, Any] = field(default_factory=dict)
    api_key_id: str | None = None
    api_key: str | None = None
    # The X-Amzn-Trace-Id that the integration receives, and the trace id in it.
    trace_header: str | None = None
    trace_id: str | None = None
    # The stage's own segment in a sampled trace, and the segment it hangs below.
    stage_segment_id: str | None = None
    stage_parent_id: str | None = None
    integration_started: float | None = None
    integration_ended: float | None = None
    # What the service that was called answered (Lambda: 200 even when the function failed), and what the function said.
    integration_status: int | None = None
    function_status: int | None = None
    function_error: str | None = None
    # The gateway response that answered instead of the integration: its type and message.
    error_type: str | None = None
    error_message: str | None = None
    validation_error: str | None = None
    status: int = 0
    response_length: int = 0

    @property
    def api_id(self) -> str:
        """The REST API's id."""
        return str(self.api["id"])

    @property
    def resource_path(self) -> str:
        """The resource's path template, empty when the path matched none."""
        return str(self.resource.get("path", ""))

    @property
    def latency_ms(self) -> int:
        """Milliseconds from the request's arrival to its response."""
        return round((self.ended - self.started) * 1000)

    @property
    def integration_latency_ms(self) -> int | None:
        """Milliseconds that the integration took, or ``None`` when none was called."""
        if self.integration_started is None or self.integration_ended is None:
            return None
        return round((self.integration_ended - self.integration_started) * 1000)

    @property
    def request_time(self) -> str:
        """The arrival in the Common Log Format, UTC: ``22/Nov/2026:20:32:45 +0000``."""
        return datetime.fromtimestamp(self.started, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")

    @property
    def method_settings(self) -> dict[str, Any]:
        """The stage's settings for this method: its own, else those for all methods, else none."""
        settings: dict[str, dict[str, Any]] = self.stage.get("methodSettings") or {}
        own = f"{self.resource_path.lstrip('/')}/{self.method}"
        return settings.get(f"/{own}") or settings.get(own) or settings.get("*/*") or {}
