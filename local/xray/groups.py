"""Groups: named filter expressions.

Behaviour: "Configuring groups", https://docs.aws.amazon.com/xray/latest/devguide/xray-console-groups.html
"""

import secrets
import threading
from collections.abc import Callable
from typing import Any

from local.modelled_api import ApiError
from local.xray import filters

_MEMBERS = {"group.name": "GroupName", "group.arn": "GroupARN"}
_RESERVED_NAME = "Default"  # https://docs.aws.amazon.com/xray/latest/api/API_CreateGroup.html
_NO_INSIGHTS = {"InsightsEnabled": False, "NotificationsEnabled": False}


class Groups:
    """The groups of one account and region. ``arn(kind, name)`` makes their ARNs."""

    def __init__(self, arn: Callable[[str, str], str]) -> None:
        self._arn = arn
        self._lock = threading.Lock()
        self._groups: dict[str, dict[str, Any]] = {}

    def create(self, request: dict[str, Any]) -> dict[str, Any]:
        """``CreateGroup``."""
        name = request["GroupName"]
        _check(request)
        with self._lock:
            if name in self._groups or name == _RESERVED_NAME:
                raise ApiError("InvalidRequestException", "A group of this name exists.")
            self._groups[name] = {
                "GroupName": name,
                "GroupARN": self._arn("group", f"{name}/{secrets.token_hex(16).upper()}"),
                "FilterExpression": request.get("FilterExpression", ""),
                "InsightsConfiguration": _NO_INSIGHTS | request.get("InsightsConfiguration", {}),
            }
            return {"Group": self._groups[name]}

    def get(self, request: dict[str, Any]) -> dict[str, Any]:
        """``GetGroup``."""
        with self._lock:
            return {"Group": self._find(request)}

    def list(self, _request: dict[str, Any]) -> dict[str, Any]:
        """``GetGroups``, on one page."""
        with self._lock:
            return {"Groups": list(self._groups.values())}

    def update(self, request: dict[str, Any]) -> dict[str, Any]:
        """``UpdateGroup``: members that are not given stay."""
        _check(request)
        with self._lock:
            group = self._find(request)
            if "FilterExpression" in request:
                group["FilterExpression"] = request["FilterExpression"]
            group["InsightsConfiguration"] = group["InsightsConfiguration"] | request.get("InsightsConfiguration", {})
            return {"Group": group}

    def delete(self, request: dict[str, Any]) -> dict[str, Any]:
        """``DeleteGroup``."""
        with self._lock:
            del self._groups[self._find(request)["GroupName"]]
            return {}

    def has(self, arn: str) -> bool:
        """Return whether a group has this ARN."""
        with self._lock:
            return any(group["GroupARN"] == arn for group in self._groups.values())

    def expression(self, request: dict[str, Any]) -> str:
        """Return the filter expression of the group that ``GroupName`` or ``GroupARN`` names, or ``""``."""
        if "GroupName" not in request and "GroupARN" not in request:
            return ""
        return str(self.get(request)["Group"]["FilterExpression"])

    def filter(self, expression: str) -> filters.Predicate:
        """Return the filter of an expression, the empty one matching all, or raise the API's error."""
        return _parse(expression, self._filter_of)

    def _filter_of(self, key: str, value: str) -> filters.Predicate:
        with self._lock:
            for group in self._groups.values():
                if group[_MEMBERS[key]] == value:
                    return _parse(group["FilterExpression"], _refuse)
        return filters.no_groups(key, value)

    def _find(self, wanted: dict[str, Any]) -> dict[str, Any]:
        if ("GroupName" in wanted) == ("GroupARN" in wanted):
            raise ApiError("InvalidRequestException", "Name the group by either GroupName or GroupARN.")
        for name, group in self._groups.items():
            if wanted.get("GroupName") == name or wanted.get("GroupARN") == group["GroupARN"]:
                return group
        raise ApiError("InvalidRequestException", "Group not found")


def _check(request: dict[str, Any]) -> None:
    _parse(request.get("FilterExpression", ""), _refuse)


def _refuse(_key: str, _value: str) -> filters.Predicate:
    """Groups that name each other could go round in circles."""
    raise filters.FilterError("The expression of a group cannot name a group on the local stack.")


def _parse(expression: str, groups: filters.GroupFilters) -> filters.Predicate:
    try:
        return filters.parse(expression, groups) if expression.strip() else filters.everything
    except filters.FilterError as error:
        raise ApiError("InvalidRequestException", str(error)) from None
