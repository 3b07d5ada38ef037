"""Lambda's entry point: connects adapters and domain once, when the function starts."""

import os

from shared.aws.clients import Clients
from shared.aws.observability import Gauges, Invocations, make_logger
from shared.lambda_context import LambdaContext
from shared.ports import Log
from shared.settings import WatchSettings
from watch.adapters.failure_bucket import FailureBucket
from watch.domain.measuring import Watch


def _connect(settings: WatchSettings, logger: Log) -> Watch:
    return Watch(
        failures=FailureBucket(Clients().s3(), settings.failure_bucket),
        gauges=Gauges(settings),
        logger=logger,
    )


_settings = WatchSettings.from_environment(os.environ)
_logger = make_logger(_settings)
_invocations, _watch = Invocations(_logger), _connect(_settings, _logger)


def handler(_event: object, _context: LambdaContext) -> None:
    """Measure once, whoever asks and with whatever event: EventBridge does each minute, and an operator may."""
    _invocations.begin()
    _watch.measure()
