"""Log lines and metrics, with nothing personal in either.

Log lines carry fixed messages, ids of requests and events, exception classes and AWS error codes: never an event, a
body or an exception's text. contracts/log-event.v1.schema.json says which members they have. Metrics are log lines in
CloudWatch's embedded metric format.
"""

import threading
from collections.abc import Mapping

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from shared.generated.metric_names import UNITS
from shared.settings import CommonSettings


def make_logger(settings: CommonSettings) -> Logger:
    """Return a logger that writes JSON lines with the service and the environment.

    Where a line stands in the code is left out: its message is in the code once, and ``location`` is a storefront's.
    """
    logger = Logger(
        service=settings.powertools_service_name,
        level=settings.powertools_log_level,
        sampling_rate=settings.powertools_logger_sample_rate,
        location=None,
    )
    logger.append_keys(environment=settings.environment)
    return logger


class Invocations:
    """Tells a logger when an invocation begins, so that each line says whether it was a cold start.

    The logger decides when it is made whether the first invocation is in the sample whose DEBUG lines are written, and
    here for each one after.
    """

    def __init__(self, logger: Logger) -> None:
        self._logger = logger
        self._cold_start = True

    def begin(self) -> None:
        """Begin the next invocation."""
        self._logger.append_keys(cold_start=self._cold_start)
        if not self._cold_start and self._logger.sampling_rate:  # to draw costs a call for each logger there is
            self._logger.refresh_sample_rate_calculation()
        self._cold_start = False


class Counters:
    """Counts and times what happens in one invocation, from any thread. Names: :mod:`shared.generated.metric_names`."""

    def __init__(self, settings: CommonSettings) -> None:
        self._metrics = _metrics(settings)
        self._counts: dict[str, int] = {}
        self._durations: list[tuple[str, int]] = []
        self._lock = threading.Lock()

    def add(self, name: str) -> None:
        """Count one more of ``name``."""
        with self._lock:
            self._counts[name] = self._counts.get(name, 0) + 1

    def add_duration(self, name: str, milliseconds: int) -> None:
        """Add one value of ``name``, a metric of time."""
        with self._lock:
            self._durations.append((name, milliseconds))

    def flush(self) -> None:
        """Write counts and durations as one line and begin again at zero. Nothing counted, nothing written.

        A line holds up to 100 values of a metric; Powertools writes more than that in several.
        """
        counts, self._counts = self._counts, {}
        durations, self._durations = self._durations, []
        for name, count in counts.items():
            self._metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
        for name, milliseconds in durations:
            self._metrics.add_metric(name=name, unit=MetricUnit.Milliseconds, value=milliseconds)
        if counts or durations:
            self._metrics.flush_metrics()


class Gauges:
    """Writes what was measured. Names come from :mod:`shared.generated.metric_names`."""

    def __init__(self, settings: CommonSettings) -> None:
        self._metrics = _metrics(settings)

    def write(self, values: Mapping[str, float]) -> None:
        """Write ``values`` as one line, each in the unit of its metric."""
        for name, value in values.items():
            self._metrics.add_metric(name=name, unit=UNITS[name], value=value)
        self._metrics.flush_metrics()


def _metrics(settings: CommonSettings) -> Metrics:
    metrics = Metrics(namespace=settings.powertools_metrics_namespace, service=settings.powertools_service_name)
    metrics.set_default_dimensions(environment=settings.environment)
    return metrics
