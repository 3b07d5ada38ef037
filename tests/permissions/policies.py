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
    MANAGED = "managed"


# Where a resource type keeps a policy, and the attribute that names what it is attached to.
_KEPT_IN = {
    "aws_iam_role": (Kind.TRUST, "assume_role_policy", "name"),
    "aws_iam_role_policy": (Kind.IDENTITY, "policy", "role"),
    "aws_s3_bucket_policy": (Kind.RESOURCE, "policy", "bucket"),
    "aws_sns_topic": (Kind.RESOURCE, "policy", "name"),
    "aws_sqs_queue": (Kind.RESOURCE, "policy", "name"),
    "aws_xray_resource_policy": (Kind.RESOURCE, "policy_document", "policy_name"),
}

# AWS Managed Policy Reference Guide: what AWS's own policies allow, on everything.
_MANAGED = {
    "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs": [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "logs:PutLogEvents",
    ]
}


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

    Raises :class:`UnreadPolicyError` where a resource has a policy that would be overlooked.
    """
    for address, resource in resources.items():
        kind, values = resource["type"], resource["values"]
        if kind == "aws_lambda_permission":
            holder = _function_name(values)
            yield Policy(address, Kind.RESOURCE, holder, {"Statement": [_permission(values)]})
        elif kind == "aws_iam_role_policy_attachment":
            yield Policy(address, Kind.MANAGED, values["role"], {"Statement": [_managed(values["policy_arn"])]})
        elif kind in _KEPT_IN:
            category, attribute, holder = _KEPT_IN[kind]
            document = json.loads(values[attribute]) if values.get(attribute) else {"Statement": UNKNOWN}
            yield Policy(address, category, values[holder], document)
        elif (overlooked := _policy_attributes(values)) or "policy" in kind or "permission" in kind:
            raise UnreadPolicyError(f"{address} holds a policy, in {overlooked or 'a way'} that no test looks at")


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


def _managed(arn: str) -> Document:
    if arn not in _MANAGED:
        raise UnreadPolicyError(f"what {arn} allows is not known here")
    return {"Sid": arn.rpartition("/")[2], "Effect": "Allow", "Action": _MANAGED[arn], "Resource": "*"}


def _policy_attributes(values: Mapping[str, Any]) -> list[str]:
    return [name for name, value in values.items() if isinstance(value, str) and '"Statement"' in value]
