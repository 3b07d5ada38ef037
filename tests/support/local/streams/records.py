"""Stream records for tests."""

from local.streams.batches import Batch, Record


def record(position: int, *, key: str = "", created: float = 0.0) -> Record:
    """Return a record whose sequence number is 100 + ``position``."""
    return Record(
        position,
        {
            "dynamodb": {
                "Keys": {"id": {"S": key or str(position)}},
                "SequenceNumber": str(100 + position),
                "ApproximateCreationDateTime": created,
            }
        },
    )


def batch(*positions: int, failures: int = 0, invocations: int = 0) -> Batch:
    """Return a batch of the records at these positions."""
    return Batch(tuple(record(position) for position in positions), failures, invocations)


def positions(batch: Batch) -> list[int]:
    """Return where the records of ``batch`` are in the stream."""
    return [record.position for record in batch.records]
