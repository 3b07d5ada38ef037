"""AWS X-Ray on the local stack: the daemon's port and the API."""

import os
from collections.abc import Callable
from typing import Any

from local.modelled_api import ModelledApi
from local.modelled_api.api import Operation
from local.modelled_api.emulator import add_service, current_arn
from local.xray.daemon import Daemon
from local.xray.groups import Groups
from local.xray.policies import ResourcePolicies
from local.xray.queries import Queries
from local.xray.sampler import Sampler
from local.xray.sampling import SamplingRules
from local.xray.spans import write
from local.xray.store import STORE, Account
from local.xray.tags import Tags
from local.xray.transaction_search import TransactionSearch

SIGNING_NAME = "xray"
DAEMON_ADDRESS_VARIABLE = "AWS_XRAY_DAEMON_ADDRESS"

Arns = Callable[[str, str], str]
"""Kind (``group``, ``sampling-rule``) and name → ARN."""


def make_api(account: Account, arn: Arns, rules: SamplingRules, policies: ResourcePolicies) -> ModelledApi:
    """Return the X-Ray API over ``account``, ``rules`` and ``policies``; ``arn`` is for its groups."""
    groups = Groups(arn)
    tags = Tags(lambda resource_arn: groups.has(resource_arn) or rules.has(resource_arn))
    queries, search = Queries(account, groups), TransactionSearch(account)
    operations: dict[str, Operation] = {
        "BatchGetTraces": queries.traces,
        "CancelTraceRetrieval": search.cancel,
        "CreateGroup": _tagged(tags, groups.create, "Group", "GroupARN"),
        "CreateSamplingRule": _tagged(tags, rules.create, "SamplingRuleRecord", "SamplingRule", "RuleARN"),
        "DeleteGroup": groups.delete,
        "DeleteResourcePolicy": policies.delete,
        "DeleteSamplingRule": rules.delete,
        "GetGroup": groups.get,
        "GetGroups": groups.list,
        "GetSamplingRules": rules.list,
        "GetSamplingTargets": rules.targets,
        "GetServiceGraph": queries.service_graph,
        "GetTraceSegmentDestination": search.get_destination,
        "GetTraceGraph": queries.trace_graph,
        "GetTraceSummaries": queries.summaries,
        "ListResourcePolicies": policies.list,
        "ListRetrievedTraces": search.retrieved,
        "ListTagsForResource": tags.list,
        "PutResourcePolicy": policies.put,
        "PutTelemetryRecords": queries.put_telemetry,
        "PutTraceSegments": queries.put_segments,
        "StartTraceRetrieval": search.start,
        "TagResource": tags.add,
        "UntagResource": tags.remove,
        "UpdateGroup": groups.update,
        "UpdateSamplingRule": rules.update,
        "UpdateTraceSegmentDestination": search.update_destination,
    }
    return ModelledApi("xray", operations, invalid_request="InvalidRequestException")


def _tagged(tags: Tags, create: Operation, *path: str) -> Operation:
    """Return ``create``, which then tags what it creates. ``path`` leads to the ARN in the response."""

    def operation(request: dict[str, Any]) -> dict[str, Any]:
        response = create(request)
        arn: Any = response
        for member in path:
            arn = arn[member]
        tags.start(arn, request.get("Tags", []))
        return response

    return operation


def _arn(kind: str, name: str) -> str:
    return current_arn(SIGNING_NAME, f"{kind}/{name}")


_RULES = SamplingRules(_arn)
POLICIES = ResourcePolicies()
"""Those of this process's API."""

SAMPLER = Sampler(_RULES)
"""Decides by the rules of this process's API."""


def register() -> None:
    """Add the API to the emulator, and start the daemon: on the UDP port of the same number as the emulator's."""
    STORE.on_span = write
    os.environ[DAEMON_ADDRESS_VARIABLE] = Daemon(STORE, int(os.environ["GATEWAY_PORT"])).address
    add_service(SIGNING_NAME, make_api(STORE, _arn, _RULES, POLICIES).handle_request, host_patterns=[r"xray\."])
