"""Gap: a mapping reads its stream whatever the function's role may do.

AWS: Lambda reads the stream as the function's role, which needs ``dynamodb:DescribeStream``, ``dynamodb:GetRecords``,
``dynamodb:GetShardIterator`` and ``dynamodb:ListStreams`` when the mapping is created and for as long as it reads.
Without them a mapping is refused; one that is there already waits, and goes on once they are granted.

Source: Lambda developer guide, "Process DynamoDB records with Lambda" (permissions); API reference,
CreateEventSourceMapping (InvalidParameterValueException).

Needed by: module.recommender.aws_iam_role_policy.this, tests/permissions/test_removals_live.py.
"""

from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import lambda_svc

from local.iam import authorization
from local.streams.batches import Record
from local.streams.mappings import MappingReader

STREAM_ACTIONS = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
LIST_ACTION = "dynamodb:ListStreams"  # has no resource
DENIED = "PROBLEM: Cannot access stream. Please ensure the role can perform the required actions on the stream."
REFUSED = (
    "Cannot access stream {}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, "
    "and ListStreams Actions on your stream in IAM."
)


def apply() -> None:
    """Ask the role before a mapping is created and before each read."""
    lambda_svc._create_esm = _refusing(lambda_svc._create_esm)
    read = MappingReader._read

    def read_if_permitted(reader: MappingReader, position: int) -> tuple[list[Record], int]:
        mapping = reader._mapping
        function, _ = lambda_svc._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
        reader.denied = function is not None and not _may_read(function["config"]["Role"], mapping["EventSourceArn"])
        if reader.denied:
            mapping["LastProcessingResult"] = DENIED
            return [], position
        return read(reader, position)

    MappingReader._read = read_if_permitted  # type: ignore[method-assign, assignment] # what a patch does


def _may_read(role_arn: str, stream_arn: str) -> bool:
    allowed = [authorization.role_may(role_arn, action, stream_arn) for action in STREAM_ACTIONS]
    return authorization.role_may(role_arn, LIST_ACTION, "*") and all(allowed)


def _refusing(create: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    def create_mapping(data: dict[str, Any]) -> Any:
        stream = data.get("EventSourceArn", "")
        if ":dynamodb:" in stream:
            name, qualifier, _ = lambda_svc._resolve_existing_esm_function(data.get("FunctionName", ""))
            function, _ = lambda_svc._get_func_record_for_qualifier(name, qualifier) if name else (None, None)
            if function is not None and not _may_read(function["config"]["Role"], stream):
                return error_response_json("InvalidParameterValueException", REFUSED.format(stream), 400)
        return create(data)

    return create_mapping
