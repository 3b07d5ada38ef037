"""A stream record says how large it is, and has an event id as on AWS.

Gap: ministack's stream records say ``SizeBytes`` 0 and have dashes in ``eventID``.

AWS: ``SizeBytes`` is "the size of the stream record, in bytes": its keys and images together; ``eventID`` has 32
hexadecimal digits. Source: "StreamRecord" and "Record", Amazon DynamoDB Streams API reference
(https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html).

Needed by: nothing at present.
"""

from typing import Any

MEASURED = ("Keys", "NewImage", "OldImage")


def apply() -> None:
    """Complete each record as it is built."""
    from ministack.services import dynamodb

    build = dynamodb._build_change_record

    def build_change_record(*arguments: Any) -> dict[str, Any]:
        record: dict[str, Any] = build(*arguments)
        change = record["dynamodb"]
        change["SizeBytes"] = sum(dynamodb._item_size_bytes(change.get(member)) for member in MEASURED)
        return {**record, "eventID": record["eventID"].replace("-", "")}

    dynamodb._build_change_record = build_change_record
