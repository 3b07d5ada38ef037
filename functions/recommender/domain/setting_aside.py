"""Take poison out of the stream at once, whole, so that no record waits behind it."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from recommender.domain.model import Delivery
from recommender.domain.results import RecordResult
from recommender.ports import Classify, FailureStore
from shared.budget import CALL_MS, Budget
from shared.lambda_context import LambdaContext
from shared.ports import Log


@dataclass(frozen=True)
class SettingAside:
    """Keeps poison in ``failures``. What cannot be kept is handed back to Lambda, like any other failure."""

    failures: FailureStore
    pool: Executor
    logger: Log
    classify: Classify

    def settle(self, results: Sequence[RecordResult], context: LambdaContext, budget: Budget) -> list[RecordResult]:
        """Return ``results``, of which poison that could be kept is ``set_aside``; raises nothing."""

        def settle_one(each: RecordResult) -> RecordResult:
            return replace(each, set_aside=each.poison and self._keep(each.delivery, context, budget))

        return list(self.pool.map(settle_one, results))

    def _keep(self, delivery: Delivery, context: LambdaContext, budget: Budget) -> bool:
        try:
            budget.require(CALL_MS)
            self.failures.keep(delivery.record, context)
        except Exception as error:  # noqa: BLE001 - the record is handed back, which loses nothing
            self.logger.warning("Poison could not be set aside.", extra=self.classify(error).log_fields)
            return False
        return True
