"""Tags of groups and sampling rules."""

import threading
from collections.abc import Callable
from typing import Any

from local.modelled_api import ApiError

MAX_TAGS = 50


class Tags:
    """Tags by ARN; ``exists(arn)`` tells whether there is such a resource."""

    def __init__(self, exists: Callable[[str], bool]) -> None:
        self._exists = exists
        self._lock = threading.Lock()
        self._tags: dict[str, dict[str, str]] = {}

    def start(self, arn: str, tags: list[dict[str, str]]) -> None:
        """Give a new resource its tags."""
        with self._lock:
            self._tags[arn] = {tag["Key"]: tag["Value"] for tag in tags}

    def list(self, request: dict[str, Any]) -> dict[str, Any]:
        """``ListTagsForResource``."""
        with self._lock:
            return {"Tags": [{"Key": key, "Value": value} for key, value in self._of(request).items()]}

    def add(self, request: dict[str, Any]) -> dict[str, Any]:
        """``TagResource``."""
        with self._lock:
            tags = self._of(request)
            added = tags | {tag["Key"]: tag["Value"] for tag in request["Tags"]}
            if len(added) > MAX_TAGS:
                raise ApiError("TooManyTagsException", f"A resource may have {MAX_TAGS} tags.")
            tags.update(added)
            return {}

    def remove(self, request: dict[str, Any]) -> dict[str, Any]:
        """``UntagResource``."""
        with self._lock:
            tags = self._of(request)
            for key in request["TagKeys"]:
                tags.pop(key, None)
            return {}

    def _of(self, request: dict[str, Any]) -> dict[str, str]:
        if not self._exists(request["ResourceARN"]):
            raise ApiError("ResourceNotFoundException", "The resource does not exist.")
        return self._tags[request["ResourceARN"]]
