"""Gap: calls on log streams, on DynamoDB streams and on campaigns are checked on a resource that no policy names, and
those to CloudWatch over CBOR fail.

AWS checks CreateLogStream and PutLogEvents on ``…:log-group:GROUP:log-stream:STREAM``, other calls of a log group on
``…:log-group:GROUP:*``; reads of a DynamoDB stream on the stream's ARN; GetRecommendations on the campaign.

Source: Service Authorization Reference, resource types of Amazon CloudWatch Logs, Amazon DynamoDB and Amazon
Personalize; CloudWatch Logs user guide, "CloudWatch Logs resources and operations".

Needed by: module.ingest.aws_iam_role_policy.this, module.recommender.aws_iam_role_policy.this.
"""

import json
from typing import Any

import cbor2
from ministack.core import iam_actions


def apply() -> None:
    """Name the resource that AWS checks."""
    extract = iam_actions.extract_resource_arn

    def extract_arn(service: str, *arguments: Any) -> str:
        method, path, headers, body, *others = arguments
        if "cbor" in headers.get("content-type", ""):
            body = json.dumps(cbor2.loads(body), default=str).encode()  # only names are looked for
        named: str = extract(service, method, path, headers, body, *others)
        members = _members(body)
        if service == "logs" and ":log-group:" in named and not named.endswith(":*"):
            return f"{named}:log-stream:{members['logStreamName']}" if "logStreamName" in members else f"{named}:*"
        if service == "dynamodbstreams":
            return str(members.get("StreamArn") or named)
        if service == "personalize":
            return str(members.get("campaignArn") or named)
        return named

    iam_actions.extract_resource_arn = extract_arn


def _members(body: bytes) -> dict[str, Any]:
    try:
        members = json.loads(body)
    except ValueError:
        return {}
    return members if isinstance(members, dict) else {}
