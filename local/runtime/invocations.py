"""Observe every invocation of a function, whoever made it."""

import functools
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

TIMED_OUT = "Sandbox.Timedout"
"""The type of error of a function that took too long."""


@dataclass(frozen=True)
class FailedStart:
    """A start of a function that failed, from ``began`` until ``ended`` (epoch seconds); ``error`` is Lambda's type."""

    began: float
    ended: float
    error: str


@dataclass
class Invocation:
    """One invocation.

    Times are epoch seconds; ``initialized`` is when the cold start began and ended, if there was one;
    ``failed_start`` says that it failed. ``worker`` is the emulator's for the process that runs it.
    ``trace_header`` is what the code finds in ``_X_AMZN_TRACE_ID``, where an observer sets it before the code runs.
    """

    config: dict[str, Any]
    event: Any
    received: float
    request_id: str = ""
    worker: Any = None
    trace_header: str | None = None
    initialized: tuple[float, float] | None = None
    failed_start: FailedStart | None = None
    started: float = 0.0
    ended: float = 0.0
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def function_name(self) -> str:
        """The function's name without a qualifier."""
        return str(self.config["FunctionName"])

    @property
    def qualifier(self) -> str:
        """The version or alias that was invoked, empty for the function itself."""
        return ":".join(str(self.config["FunctionArn"]).split(":")[7:])

    @property
    def throttled(self) -> bool:
        """Whether the function was not run, for lack of concurrency."""
        return bool(self.result.get("throttle"))

    @property
    def failed(self) -> bool:
        """Whether the function was run and ended with an error."""
        return bool(self.result.get("error")) and not self.throttled

    @property
    def handler_started(self) -> float:
        """When the handler was called: after the cold start."""
        return self.initialized[1] if self.initialized else self.started


Observer = Callable[[Invocation], Callable[[], None]]

current: ContextVar[Invocation | None] = ContextVar("invocation", default=None)
polled: ContextVar[bool] = ContextVar("polled", default=False)
"""Whether an event source mapping makes the invocation, and nobody who sends records by themselves."""

_observers: list[Observer] = []


def observe(observer: Observer) -> None:
    """Call ``observer`` when an invocation arrives. It returns a function, which is called after the invocation."""
    install()
    _observers.append(observer)


@functools.cache
def install() -> None:
    """Keep :data:`current` up to date, also where nobody observes."""
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    _watch_invocations(lambda_svc)
    _watch_processes(lambda_runtime, lambda_svc)


def _watch_invocations(lambda_svc: Any) -> None:
    execute, dispatch = lambda_svc._execute_function, lambda_svc._execute_function_dispatch
    write_log = lambda_svc._emit_lambda_logs

    def observed(function: dict[str, Any], event: Any) -> Any:
        config = function.get("config") or function
        if lambda_svc._function_config_scope_mismatch(config):
            return execute(function, event)  # comes back here, in the function's own account and region
        invocation = Invocation(config, event, received=time.time())
        finish = [arrived(invocation) for arrived in _observers]
        token = current.set(invocation)
        try:
            invocation.result = execute(function, event)
        finally:
            current.reset(token)
        invocation.ended = invocation.ended or time.time()
        for act in finish:
            act()
        return invocation.result

    def note_start(function: Any, config: Any, event: Any, request_id: str, started: float) -> Any:
        if invocation := current.get():
            invocation.request_id, invocation.started = request_id, time.time()
        return dispatch(function, config, event, request_id, started)

    def note_end(*arguments: Any, **options: Any) -> Any:
        # The emulator writes the log right after the code has ended.
        if invocation := current.get():
            invocation.ended = time.time()
        return write_log(*arguments, **options)

    lambda_svc._execute_function = observed
    lambda_svc._execute_function_dispatch = note_start
    lambda_svc._emit_lambda_logs = note_end


def _watch_processes(lambda_runtime: Any, lambda_svc: Any) -> None:
    acquire, spawn = lambda_runtime.acquire_worker, lambda_runtime.Worker._spawn

    def note_worker(*arguments: Any, **options: Any) -> Any:
        leased = acquire(*arguments, **options)
        if invocation := current.get():
            invocation.worker = leased[0]
        return leased

    def note_cold_start(worker: Any) -> None:
        began = time.time()
        spawn(worker)
        if invocation := current.get():
            invocation.initialized = (began, time.time())

    lambda_runtime.acquire_worker = lambda_svc.acquire_worker = note_worker
    lambda_runtime.Worker._spawn = note_cold_start
