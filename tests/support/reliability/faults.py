"""What goes wrong between the functions and AWS, call by call, and the time that it costs."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError

T = TypeVar("T")

CANARY = "canary-from-aws"
"""Every error's text holds it, as a real one may repeat what was sent."""

# Nothing was done.
_REFUSALS: dict[str, Callable[[str], BotoCoreError | ClientError]] = {
    "error": lambda operation: client_error("InternalServerError", operation),
    "throttled": lambda operation: client_error("ThrottlingException", operation),
    "denied": lambda operation: client_error(
        "AccessDeniedException", operation, ResponseMetadata={"HTTPStatusCode": 400, "RetryAttempts": 0}
    ),
    "timeout": lambda operation: ReadTimeoutError(endpoint_url=CANARY),
}
_ANYWHERE = (
    *_REFUSALS,
    "lost",  # it was done, and the reply never came
    "again",  # so it was, and the SDK sent it once more
    "slow",
    "killed",  # Lambda ended the function before it was done
    "killed after",
)
_WRITES = (
    "s3.put_object",
    "offers.put_item",
    "offers.update_item",
    "customers.put_item",
    "customers.update_item",
    "sns",
    "sns.publish_batch",
)
_READS = (
    "offers.batch_get",
    "customers.batch_get",
    "customers.get",
    "catalogue.batch_get",
    "catalogue.query",
    "catalogue-listings.query",
)
_PARTLY = ("offers.batch_get", "customers.batch_get", "catalogue.batch_get", "catalogue.query", "sns.publish_batch")
_STALE = ("offers.batch_get", "customers.batch_get", "customers.get", "catalogue.batch_get")
POSSIBLE_FAULTS = (
    *((kind, calls) for kind in _ANYWHERE for calls in ("", "interests.put_item", "personalize", *_WRITES, *_READS)),
    *(("partly", calls) for calls in _PARTLY),  # of a batch, as the answer says
    *(("defect", calls) for calls in ("s3", "sns", "offers.put_item", "catalogue")),  # of the code that makes the call
    *(("stale", calls) for calls in _STALE),  # a read that need not be consistent saw nothing of what was written
)
"""Kinds of faults, and the beginning of the names of calls that may meet them."""

_COSTLY = {"timeout", "lost", "slow"}
_LONGEST_CALL = {"personalize": 2.0}  # seconds: it is asked once; the others up to three times
_OTHERWISE = 9.0


class DefectError(Exception):
    """What a bad deployment raises, whatever it handles."""


class KilledError(BaseException):
    """Lambda ended the function in the middle of a call: no line of it runs after that."""


class Clock:
    """The time, which passes only when it is told to."""

    def __init__(self) -> None:
        self.seconds = datetime(2026, 11, 22, 20, 32, 45, tzinfo=UTC).timestamp()

    def read(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass
class Fault:
    """One of :data:`POSSIBLE_FAULTS`, which lets ``skip`` calls pass and strikes the next ``times``."""

    kind: str
    calls: str
    skip: int = 0
    times: float = float("inf")


class Faults:
    """Stands before every client.

    ``hits`` counts the calls that went wrong, ``defects`` those that the code got wrong as it handled a record,
    ``overruns`` what Lambda had to end.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.armed: list[Fault] = []
        self.deadline = float("inf")
        self.hits = 0
        self.defects = 0
        self.overruns = 0
        self._lock = threading.Lock()

    @contextmanager
    def meanwhile(self, faults: list[Fault]) -> Iterator[None]:
        """Have these faults as well, until the block ends."""
        kept, self.armed = self.armed, [*(replace(fault) for fault in faults), *self.armed]
        yield
        self.armed = kept

    def call(self, name: str, perform: Callable[[str | None], T]) -> T:
        """Do the call ``name``, such as ``offers.put_item``; ``perform`` hears of kinds that its answer must show.

        Calls of several threads are done one after the other.
        """
        with self._lock:
            try:
                return self._call(name, perform, self._strike(name))
            finally:
                if self.clock.seconds > self.deadline:
                    self.overruns += 1
                    raise KilledError

    def _call(self, name: str, perform: Callable[[str | None], T], kind: str | None) -> T:
        if kind in _COSTLY:
            self.clock.advance(_LONGEST_CALL.get(name.partition(".")[0], _OTHERWISE))
        if kind in _REFUSALS:
            raise _REFUSALS[kind](name)
        if kind == "defect":
            self.defects += not name.startswith("s3")
            raise DefectError(CANARY)
        if kind == "killed":
            raise KilledError
        result = perform(kind)
        if kind == "lost":
            raise ReadTimeoutError(endpoint_url=CANARY)
        if kind == "killed after":
            raise KilledError
        return perform(None) if kind == "again" else result

    def _strike(self, name: str) -> str | None:
        """Return the kind of the first fault that is due for this call."""
        due = None
        for fault in self.armed:
            if not name.startswith(fault.calls):
                continue
            if fault.skip:
                fault.skip -= 1
            elif fault.times and due is None:
                fault.times -= 1
                due = fault
        self.hits += due is not None
        return due.kind if due else None


def client_error(code: str, operation: str, **members: object) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": CANARY}, **members}, operation)
