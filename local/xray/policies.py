"""Resource policies: which services may send segments.

Behaviour: https://docs.aws.amazon.com/xray/latest/api/API_PutResourcePolicy.html
"""

import json
import threading
import time
from typing import Any

from local.modelled_api import ApiError

MAX_POLICIES = 5
MAX_DOCUMENT_BYTES = 5 * 1024


class ResourcePolicies:
    """The resource policies of one account and region, by name."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._policies: dict[str, dict[str, Any]] = {}

    def put(self, request: dict[str, Any]) -> dict[str, Any]:
        """``PutResourcePolicy``: create, or replace with the next revision."""
        name, document = request["PolicyName"], request["PolicyDocument"]
        _check(document)
        with self._lock:
            revision = self._revision(name)
            if request.get("PolicyRevisionId", revision) != revision:
                raise ApiError("InvalidPolicyRevisionIdException", "The revision is not the latest one.")
            if name not in self._policies and len(self._policies) >= MAX_POLICIES:
                raise ApiError("PolicyCountLimitExceededException", f"An account may have {MAX_POLICIES} policies.")
            self._policies[name] = {
                "PolicyName": name,
                "PolicyDocument": document,
                "PolicyRevisionId": str(int(revision) + 1),
                "LastUpdatedTime": time.time(),
            }
            return {"ResourcePolicy": self._policies[name]}

    def list(self, _request: dict[str, Any]) -> dict[str, Any]:
        """``ListResourcePolicies``, on one page."""
        with self._lock:
            return {"ResourcePolicies": list(self._policies.values())}

    def delete(self, request: dict[str, Any]) -> dict[str, Any]:
        """``DeleteResourcePolicy``; deleting what does not exist is no error."""
        with self._lock:
            revision = self._revision(request["PolicyName"])
            if request.get("PolicyRevisionId", revision) != revision:
                raise ApiError("InvalidPolicyRevisionIdException", "The revision is not the latest one.")
            self._policies.pop(request["PolicyName"], None)
            return {}

    def _revision(self, name: str) -> str:
        """The latest revision; 0 is X-Ray's word for a policy that does not exist yet."""
        return str(self._policies[name]["PolicyRevisionId"]) if name in self._policies else "0"


def _check(document: str) -> None:
    if len(document.encode()) > MAX_DOCUMENT_BYTES:
        raise ApiError("PolicySizeLimitExceededException", f"A policy may have {MAX_DOCUMENT_BYTES} bytes.")
    try:
        policy = json.loads(document)
    except ValueError:
        policy = None
    if not isinstance(policy, dict) or not policy.get("Statement"):
        raise ApiError("MalformedPolicyDocumentException", "The policy is not a JSON policy document.")
