"""Deliver what is in a dead-letter queue to its one consumer, and leave what that does not take."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from botocore.exceptions import ClientError

from shared.aws.failures import error_code
from tools.recovery.dead_letters import AT_ONCE, DeadLetter, DeadLetterQueue
from tools.recovery.deliveries import Delivery, NotTakenError

MOST_FAILURES_IN_A_ROW = 100


@dataclass(frozen=True)
class Portion:
    """What came of some messages: how many the consumer took and, a line each, why it did not take the others.

    ``held`` are all so far that stay, as they were not taken or arrived meanwhile.
    """

    taken: int
    failed: tuple[str, ...]
    held: int


@dataclass(frozen=True)
class Drain:
    """Delivers up to ``limit`` messages. It ends: what arrives meanwhile, also what fails once more, is left alone."""

    queue: DeadLetterQueue
    delivery: Delivery
    limit: int | None = None

    def run(self) -> Iterator[Portion]:
        """Deliver, and yield portion after portion, until a hundred failed in a row. Raises botocore's errors.

        A message is deleted once it was taken. The others can be received again when this ends, however it ends. To
        receive those that stay once more hides them once more. When one comes round for the second time since there was
        a new one, all that can be received have come round: so this ends though the queue may never be empty.
        """
        began = self.queue.look().at
        held: dict[str, str] = {}
        came_round: set[str] = set()
        tried = in_a_row = 0
        try:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                while in_a_row < MOST_FAILURES_IN_A_ROW and (self.limit is None or tried < self.limit):
                    letters = self.queue.receive(AT_ONCE if self.limit is None else self.limit - tried)
                    new = [letter for letter in letters if letter.id not in held and letter.sent_at < began]
                    known = {letter.id for letter in letters if letter not in new}
                    held |= {letter.id: letter.handle for letter in letters}
                    if not letters or (not new and known & came_round):
                        return
                    came_round = set() if new else came_round | known
                    outcomes = list(zip(new, pool.map(self._deliver, new), strict=True))
                    taken = [letter.id for letter, why in outcomes if why is None]
                    for each in taken:
                        del held[each]
                    tried += len(new)
                    in_a_row = 0 if taken else in_a_row + len(new)
                    failed = (f"event {letter.event_id}: {why}" for letter, why in outcomes if why is not None)
                    yield Portion(len(taken), tuple(failed), len(held))
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
