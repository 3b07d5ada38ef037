"""Every policy of a deployment, read from what Terraform plans or has applied."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Document = dict[str, Any]

# A plan's JSON leaves out what is known after the apply alone.
UNKNOWN = "(known after apply)"


class Kind(StrEnum):
    """What a policy is attached to, which decides how it counts."""

    IDENTITY = "identity"
    RESOURCE = "resource"
    TRUST = "trust"


# Where a resource type keeps a policy, and the attribute that names what it is attached to.
_KEPT_IN = {
    "aws_iam_role": (Kind.TRUST, "assume_role_policy", "name"),
    "aws_iam_role_policy": (Kind.IDENTITY, "policy", "role"),
    "aws_s3_bucket_policy": (Kind.RESOURCE, "policy", "bucket"),
    "aws_sns_topic": (Kind.RESOURCE, "policy", "name"),
    "aws_sqs_queue": (Kind.RESOURCE, "policy", "name"),
    "aws_xray_resource_policy": (Kind.RESOURCE, "policy_document", "policy_name"),
}
_READ = {*_KEPT_IN, "aws_lambda_permission"}


class UnreadPolicyError(ValueError):
    """A resource holds a policy in a place that this module does not know."""


@dataclass(frozen=True)
class Policy:
    """A policy at the Terraform ``address``, attached to ``holder``: the name of a role or of a resource."""

    address: str
    kind: Kind
    holder: str
    document: Document

    @property
    def type(self) -> str:
        """The Terraform type of the resource that holds the policy."""
        return self.address.rpartition(".")[0].rpartition(".")[2]

    @property
    def statements(self) -> list[Document]:
        """The statements; a document may hold one without a list."""
        return as_list(self.document["Statement"])


def as_list(value: Any) -> list[Any]:
    """Return ``value`` as a list; a policy may give one text, or one statement, instead."""
    return value if isinstance(value, list) else [value]


def label(statement: Document) -> str:
    """Return the statement's id, or what it is about."""
    return str(statement.get("Sid") or f"{statement['Effect']} {', '.join(as_list(statement['Action']))}")


def policies_of(resources: Mapping[str, Mapping[str, Any]]) -> Iterator[Policy]:
    """Yield the policies of planned or applied resources (address => resource).

    Raises :class:`UnreadPolicyError` where a resource has a policy that would be overlooked. What repeats a policy that
    stands elsewhere is none: the provider reads a bucket's into the bucket as well, and a role's into the role, where
    the state keeps the text of the last read until the next one.
    """
    found = []
    for address, resource in resources.items():
        if resource["type"] in _READ:
            found.append(_policy(address, resource["type"], resource["values"]))
    yield from found
    documents = [policy.document for policy in found]
    named = {_name_of(each["values"]) for each in resources.values() if each["type"] == "aws_iam_role_policy"}
    for address, resource in resources.items():
        kind, values = resource["type"], resource["values"]
        if kind not in _READ and ("policy" in kind or "permission" in kind):
            raise UnreadPolicyError(f"{address} holds a policy in a way that no test looks at")
        for text in _texts(_without_repeated(values, named) if kind == "aws_iam_role" else values):
            if '"Statement"' in text and json.loads(text) not in documents:
                raise UnreadPolicyError(f"{address} holds a policy that no test looks at: {text}")


def _name_of(role_policy: Mapping[str, Any]) -> tuple[str, str]:
    return role_policy["role"], role_policy["name"]


def _without_repeated(role: Mapping[str, Any], named: set[tuple[str, str]]) -> dict[str, Any]:
    """Return a role without the inline policies that are resources of their own, which ``named`` holds by role."""
    inline = role.get("inline_policy", [])
    return {**role, "inline_policy": [each for each in inline if (role["name"], each.get("name")) not in named]}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _policy(address: str, kind: str, values: Mapping[str, Any]) -> Policy:
    if kind == "aws_lambda_permission":
        return Policy(address, Kind.RESOURCE, _function_name(values), {"Statement": [_permission(values)]})
    category, attribute, holder = _KEPT_IN[kind]
    document = json.loads(values[attribute]) if values.get(attribute) else {"Statement": UNKNOWN}
    return Policy(address, category, values[holder], document)


def _function_name(values: Mapping[str, Any]) -> str:
    """Return the name of the function that a permission is for, which may be given by its ARN."""
    return str(values["function_name"]).rpartition(":")[2]


def _permission(values: Mapping[str, Any]) -> Document:
    """Return the statement that Lambda makes of a permission (AWS Lambda API Reference, AddPermission)."""
    account, arn = values.get("source_account"), values.get("source_arn", UNKNOWN)
    qualifier = f":{values['qualifier']}" if values.get("qualifier") else ""
    condition = {
        **({"StringEquals": {"aws:SourceAccount": account}} if account else {}),
        **({"ArnLike": {"aws:SourceArn": arn}} if arn else {}),
    }
    return {
        "Sid": values["statement_id"],
        "Effect": "Allow",
        "Principal": {"Service": values["principal"]},
        "Action": values["action"],
        "Resource": f"arn:aws:lambda:*:*:function:{_function_name(values)}{qualifier}",
        "Condition": condition,
    }
