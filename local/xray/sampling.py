"""Sampling rules and targets.

Behaviour: "Configuring sampling rules", https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from local.modelled_api import ApiError
from local.xray.quotas import Quotas

DEFAULT_RULE = "Default"
MAX_RULES = 25
_CHANGEABLE_IN_DEFAULT = {"FixedRate", "ReservoirSize"}


class SamplingRules:
    """The rules of one account and region. ``arn(kind, name)`` makes their ARNs."""

    def __init__(self, arn: Callable[[str, str], str]) -> None:
        self._arn = arn
        self._lock = threading.Lock()
        self._records: dict[str, dict[str, Any]] = {}
        self._quotas = Quotas()
        self._changed = 0.0  # when a user last changed a rule

    def create(self, request: dict[str, Any]) -> dict[str, Any]:
        """``CreateSamplingRule``."""
        rule = request["SamplingRule"]
        name = rule.get("RuleName")
        with self._lock:
            self._ensure_default()
            if name is None:
                raise ApiError("InvalidRequestException", "RuleName is required.")
            if name in self._records:
                raise ApiError("InvalidRequestException", "A sampling rule of this name exists.")
            if rule["Version"] != 1:
                raise ApiError("InvalidRequestException", "Version must be 1.")
            if len(self._records) > MAX_RULES:
                raise ApiError("RuleLimitExceededException", f"An account may have {MAX_RULES} sampling rules.")
            self._changed = time.time()
            return {"SamplingRuleRecord": self._add(rule, self._changed)}

    def update(self, request: dict[str, Any]) -> dict[str, Any]:
        """``UpdateSamplingRule``: members that are not given stay."""
        change = request["SamplingRuleUpdate"]
        with self._lock:
            record = self._find(change)
            if record["SamplingRule"]["RuleName"] == DEFAULT_RULE and not (
                set(change) - {"RuleName", "RuleARN"} <= _CHANGEABLE_IN_DEFAULT
            ):
                raise ApiError("InvalidRequestException", "Only rate and reservoir of the default rule can change.")
            identity = {key: record["SamplingRule"][key] for key in ("RuleName", "RuleARN")}
            record["SamplingRule"] = {**record["SamplingRule"], **change, **identity}
            record["ModifiedAt"] = self._changed = time.time()
            return {"SamplingRuleRecord": record}

    def delete(self, request: dict[str, Any]) -> dict[str, Any]:
        """``DeleteSamplingRule``."""
        with self._lock:
            record = self._find(request)
            if record["SamplingRule"]["RuleName"] == DEFAULT_RULE:
                raise ApiError("InvalidRequestException", "The default rule cannot be deleted.")
            self._changed = time.time()
            return {"SamplingRuleRecord": self._records.pop(record["SamplingRule"]["RuleName"])}

    def list(self, _request: dict[str, Any]) -> dict[str, Any]:
        """``GetSamplingRules``: all rules and the default one, on one page."""
        with self._lock:
            self._ensure_default()
            return {"SamplingRuleRecords": list(self._records.values())}

    def targets(self, request: dict[str, Any]) -> dict[str, Any]:
        """``GetSamplingTargets``: the share of each reservoir for the client that reports."""
        documents, unknown = [], []
        with self._lock:
            self._ensure_default()
            for statistics in request["SamplingStatisticsDocuments"]:
                name = statistics["RuleName"]
                if name not in self._records:
                    unknown.append({"RuleName": name, "ErrorCode": "400", "Message": "There is no such rule."})
                    continue
                documents.append(self._quotas.target(self._records[name]["SamplingRule"], statistics["ClientID"]))
            changed = self._changed
        return {
            "SamplingTargetDocuments": documents,
            "LastRuleModification": changed,
            "UnprocessedStatistics": unknown,
            "UnprocessedBoostStatistics": [],
        }

    def by_priority(self) -> Sequence[dict[str, Any]]:
        """Return all rules (``SamplingRule``), in the order in which services ask them; the default one is last."""
        with self._lock:
            self._ensure_default()
            rules = [record["SamplingRule"] for record in self._records.values()]
        return sorted(rules, key=lambda rule: (rule["Priority"], rule["RuleName"]))

    def has(self, arn: str) -> bool:
        """Return whether a rule has this ARN."""
        with self._lock:
            return any(record["SamplingRule"]["RuleARN"] == arn for record in self._records.values())

    def _ensure_default(self) -> None:
        """Every account has this rule: one request a second and five per cent of the rest."""
        if DEFAULT_RULE not in self._records:
            everything = dict.fromkeys(
                ("ResourceARN", "ServiceName", "ServiceType", "Host", "HTTPMethod", "URLPath"), "*"
            )
            numbers = {"Priority": 10000, "FixedRate": 0.05, "ReservoirSize": 1, "Version": 1}
            self._add({"RuleName": DEFAULT_RULE, **everything, **numbers}, created=0.0)

    def _add(self, rule: dict[str, Any], created: float) -> dict[str, Any]:
        name = rule["RuleName"]
        full = {"Attributes": {}, **rule, "RuleARN": self._arn("sampling-rule", name)}
        self._records[name] = {"SamplingRule": full, "CreatedAt": created, "ModifiedAt": created}
        return self._records[name]

    def _find(self, wanted: dict[str, Any]) -> dict[str, Any]:
        self._ensure_default()
        if ("RuleName" in wanted) == ("RuleARN" in wanted):
            raise ApiError("InvalidRequestException", "Name the rule by either RuleName or RuleARN.")
        for name, record in self._records.items():
            if wanted.get("RuleName") == name or wanted.get("RuleARN") == record["SamplingRule"]["RuleARN"]:
                return record
        raise ApiError("InvalidRequestException", "Sampling rule not found.")
