"""Lambda's entry point: connects adapters and domain once, when the function starts."""

import os

from shared.aws.clients import Clients
from shared.aws.observability import Gauges, make_logger
from shared.lambda_context import LambdaContext
from shared.settings import WatchSettings
from watch.adapters.failure_bucket import FailureBucket
from watch.domain.measuring import Watch


def _connect(settings: WatchSettings) -> Watch:
    return Watch(
        failures=FailureBucket(Clients().s3(), settings.failure_bucket),
        gauges=Gauges(settings),
        logger=make_logger(settings),
    )


_watch = _connect(WatchSettings.from_environment(os.environ))


def handler(_event: object, _context: LambdaContext) -> None:
    """Measure once, whoever asks and with whatever event: EventBridge does each minute, and an operator may."""
    _watch.measure()
