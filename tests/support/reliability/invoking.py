"""Lambda, as far as a function knows it: it sets a deadline, takes what is printed, and may end the function."""

import contextlib
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.support.reliability.faults import Clock, Faults, KilledError

SERVICE = "reliability"
"""The name of the functions' logger. Loggers of one name share their stream, so no other test may have it."""


@dataclass
class Context:
    """Lambda's context object: the function may run until ``deadline`` (seconds since 1970)."""

    clock: Clock
    deadline: float
    aws_request_id: str = "r"
    function_name: str = "cxe-test-recommender"
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:000000000000:function:cxe-test-recommender"

    def get_remaining_time_in_millis(self) -> int:
        return int((self.deadline - self.clock.seconds) * 1000)


@dataclass(frozen=True)
class Run:
    """How a function ran. ``response`` is None when it was ``killed``, or raised ``error``.

    ``disturbed``: a call to AWS went wrong meanwhile. ``defective``: its own code was wrong when it
    handled a record: ``no``, ``alone`` or ``among others``. ``overran``: Lambda ended it because its time was up.
    """

    response: dict[str, Any] | None
    killed: bool
    error: Exception | None
    printed: str
    disturbed: bool
    defective: str
    overran: bool


class Lambda:
    """Runs functions, one at a time. ``printed`` takes their log lines, and the metrics on the standard output."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self.printed = io.StringIO()

    def run(self, function: Callable[[Context], dict[str, Any]], seconds: float) -> Run:
        """Call ``function``, which may take so long."""
        clock, faults = self._faults.clock, self._faults
        hits, defects, overruns, printed = faults.hits, faults.defects, faults.overruns, self.printed.tell()
        logger = logging.getLogger(SERVICE)
        response, killed, raised = None, False, None
        faults.deadline = clock.seconds + seconds
        logger.propagate = False  # or pytest keeps all of it, and shows it
        try:
            with contextlib.redirect_stdout(self.printed):
                response = function(Context(clock, faults.deadline))
        except KilledError:
            killed = True
        except Exception as error:  # noqa: BLE001 - Lambda catches all
            raised = error
        finally:
            faults.deadline = float("inf")
            logger.propagate = True
        shown = self.printed.getvalue()[printed:]
        hits, defects = faults.hits - hits, faults.defects - defects
        defective = "no" if not defects else "alone" if hits == defects else "among others"
        return Run(response, killed, raised, shown, hits > 0, defective, faults.overruns > overruns)
