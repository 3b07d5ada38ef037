"""Deliver what is in a dead-letter queue to its one consumer, and leave what that does not take."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from botocore.exceptions import ClientError

from shared.failures import error_code
from tools.recovery.dead_letters import AT_ONCE, DeadLetter, DeadLetterQueue
from tools.recovery.deliveries import Delivery, NotTakenError

MOST_FAILURES_IN_A_ROW = 100


@dataclass(frozen=True)
class Portion:
    """What came of some messages: how many the consumer took and, a line each, why it did not take the others."""

    taken: int
    failed: tuple[str, ...]


@dataclass(frozen=True)
class Drain:
    """Delivers up to ``limit`` messages. It ends: what arrives meanwhile, also what fails once more, is left alone."""

    queue: DeadLetterQueue
    delivery: Delivery
    limit: int | None = None

    def run(self) -> Iterator[Portion]:
        """Deliver, and yield portion after portion, until a hundred failed in a row. Raises botocore's errors.

        A message is deleted once it was taken. The others can be received again when this ends, however it ends.
        """
        _, began = self.queue.look()
        held: dict[str, str] = {}
        tried = in_a_row = 0
        try:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                while in_a_row < MOST_FAILURES_IN_A_ROW and (self.limit is None or tried < self.limit):
                    letters = self.queue.receive(AT_ONCE if self.limit is None else self.limit - tried)
                    new = [letter for letter in letters if letter.id not in held and letter.sent_at < began]
                    held |= {letter.id: letter.handle for letter in letters}
                    if not new:
                        return
                    outcomes = list(zip(new, pool.map(self._deliver, new), strict=True))
                    taken = [letter.id for letter, why in outcomes if why is None]
                    for each in taken:
                        del held[each]
                    tried, in_a_row = tried + len(new), 0 if taken else in_a_row + len(new)
                    failed = (f"event {letter.event_id}: {why}" for letter, why in outcomes if why is not None)
                    yield Portion(len(taken), tuple(failed))
        finally:
            self.queue.release(held.values())

    def _deliver(self, letter: DeadLetter) -> str | None:
        """Return why the consumer did not take a message, or None once it is deleted."""
        try:
            self.delivery.deliver(letter)
        except NotTakenError as problem:
            return str(problem)
        except ClientError as error:
            return f"{error.operation_name}: {error_code(error)}"
        self.queue.delete(letter)
        return None
