"""DynamoDB in memory, as the reliability tests have it."""

from tests.support.reliability.dynamodb import DynamoDb
from tests.support.reliability.faults import Clock, Fault, Faults


def in_memory(*armed: Fault) -> DynamoDb:
    """Return a client of empty tables, which meets the faults ``armed``."""
    faults = Faults(Clock())
    faults.armed = list(armed)
    return DynamoDb(faults, lambda _: None)
