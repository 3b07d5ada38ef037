"""How a rule's reservoir is shared out between those who sample by it.

Behaviour: "Using sampling rules with the X-Ray API",
https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html
"""

import time
from typing import Any

_QUOTA_SECONDS = 300
_REPORT_SECONDS = 10


class Quotas:
    """Who reported on which rule, and when. X-Ray does not say how it shares; here, evenly. Not for several threads."""

    def __init__(self) -> None:
        self._clients: dict[str, dict[str, float]] = {}

    def target(self, rule: dict[str, Any], client_id: str) -> dict[str, Any]:
        """Return the ``SamplingTargetDocument`` of a client that reports on ``rule`` (a ``SamplingRule``)."""
        name, now = rule["RuleName"], time.time()
        heard = {**self._clients.get(name, {}), client_id: now}
        clients = {client: at for client, at in heard.items() if now - at < _QUOTA_SECONDS}
        self._clients[name] = clients
        share, rest = divmod(rule["ReservoirSize"], len(clients))
        return {
            "RuleName": name,
            "FixedRate": rule["FixedRate"],
            "ReservoirQuota": share + (sorted(clients).index(client_id) < rest),
            "ReservoirQuotaTTL": now + _QUOTA_SECONDS,
            "Interval": _REPORT_SECONDS,
        }
