"""How segments reach X-Ray: through Lambda's daemon, or by the API where the daemon may not run."""

import logging
import os
from typing import Any

import botocore.session
from botocore.config import Config

from shared.aws.failures import describe
from shared.trace_header import INVOCATION_VARIABLE, TraceHeader

# PutTraceSegments takes at most 50 documents (AWS X-Ray API Reference).
_DOCUMENTS_PER_CALL = 50

_logger = logging.getLogger(__name__)


class RecordEmitter:
    """Hands segments to ``daemon``, the SDK's emitter, but keeps those of an unsampled invocation for :meth:`flush`.

    A batch that Lambda does not sample may hold records of requests that are: their segments belong to traces of their
    own, and nobody says that the daemon takes them then.
    """

    def __init__(self, daemon: Any) -> None:
        self._daemon = daemon
        self._kept: list[str] = []
        self._client: Any = None

    def send_entity(self, entity: Any) -> None:
        """Send ``entity``, or keep it."""
        invocation = TraceHeader.parse(os.environ.get(INVOCATION_VARIABLE))
        if invocation is not None and not invocation.sampled:
            self._kept.append(entity.serialize())
        else:
            self._daemon.send_entity(entity)

    def flush(self) -> None:
        """Send what was kept. A failure costs the traces and nothing else."""
        kept, self._kept = self._kept, []
        try:
            for start in range(0, len(kept), _DOCUMENTS_PER_CALL):
                self._xray().put_trace_segments(TraceSegmentDocuments=kept[start : start + _DOCUMENTS_PER_CALL])
        except Exception as error:  # noqa: BLE001 - the records are done: a lost trace must not fail them
            _logger.warning("Traces were lost: %s", describe(error)["error_class"])

    def _xray(self) -> Any:
        if self._client is None:
            config = Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 2})
            self._client = botocore.session.get_session().create_client("xray", config=config)
        return self._client
