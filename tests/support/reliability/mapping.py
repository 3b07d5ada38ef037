"""The event source mapping that feeds the recommender: the local stack's own decisions, without threads or a clock."""

from collections.abc import Callable
from typing import Any

from local.streams import destinations
from local.streams.batches import Batch, Discarded, Outcome, Record
from local.streams.lane import Lane
from local.streams.settings import Settings
from tests.support.reliability.clients import Bucket
from tests.support.reliability.faults import Clock

FUNCTION_ARN = "arn:aws:lambda:eu-west-1:000000000000:function:cxe-test-recommender:live"
_STREAM_ARN = "arn:aws:dynamodb:eu-west-1:000000000000:table/interests/stream/2026"


class Mapping:
    """``invoke`` runs the function for a lane. ``written`` are all records, ``pending`` those not yet settled."""

    def __init__(
        self, settings: Settings, clock: Clock, bucket: Bucket, invoke: Callable[[int, Batch], Outcome]
    ) -> None:
        self._clock = clock
        self._bucket = bucket
        self._invoke = invoke
        self._settings = settings
        self._lanes = self._new_lanes()
        self.written: list[Record] = []
        self.pending: dict[int, Record] = {}
        self.given_up = 0

    def add(self, name: str, change: dict[str, Any]) -> Record:
        """Append a record of a ``change`` to the stream: what DynamoDB's ``dynamodb`` member says of keys and image."""
        position = len(self.written)
        stream = {"SequenceNumber": f"{position:021}", "ApproximateCreationDateTime": self._clock.seconds}
        event = {"eventID": f"stream-{position}", "eventName": name, "dynamodb": {**change, **stream}}
        record = Record(position, event)
        self.written.append(record)
        self.pending[position] = record
        self._lanes[position % len(self._lanes)].add(record, self._clock.seconds)
        return record

    def trim(self) -> list[Record]:
        """Forget all that was not settled, as the stream does after 24 hours; return it."""
        trimmed, self.pending = list(self.pending.values()), {}
        self._lanes = self._new_lanes()
        return trimmed

    def deliver(self, number: int) -> bool:
        """Send a lane's next batch, once it is due. Return False when there is nothing to send."""
        lane = self._lanes[number]
        due = lane.due()
        if due is None:
            return False
        self._clock.advance(max(0.0, due - self._clock.seconds))
        batch, discarded = lane.take(self._clock.seconds)
        if discarded is not None:
            self._give_up(discarded)
        if batch is not None:
            step = lane.settle(batch, self._invoke(number, batch), self._clock.seconds)
            self._settle(step.done)
            if step.discarded is not None:
                self._give_up(step.discarded)
        return True

    def deliver_next(self, number: int) -> None:
        """Deliver from the next lane, from ``number`` on, that has something to send."""
        any(self.deliver((number + each) % len(self._lanes)) for each in range(len(self._lanes)))

    def drain(self) -> None:
        """Deliver until nothing is pending: as records age, that comes."""
        for number in range(len(self._lanes)):
            while self.deliver(number):
                pass

    def _new_lanes(self) -> list[Lane]:
        return [Lane(self._settings) for _ in range(self._settings.lanes)]

    def _give_up(self, discarded: Discarded) -> None:
        now = self._clock.seconds
        document = destinations.invocation_record(discarded, function_arn=FUNCTION_ARN, stream_arn=_STREAM_ARN, now=now)
        bucket = "arn:aws:s3:::failures"
        destinations.send(bucket, discarded, document, mapping="m", now=now, session=self._bucket)
        self._settle(discarded.records)
        self.given_up += len(discarded.records)

    def _settle(self, records: tuple[Record, ...]) -> None:
        for record in records:
            del self.pending[record.position]
