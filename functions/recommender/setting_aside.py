"""Poison leaves the stream at once, whole, to where failures wait: nobody is to wait behind it."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from recommender.budget import CALL_MS, Budget
from recommender.record_work import Made
from shared.failures import describe
from shared.lambda_context import LambdaContext


class Failures(Protocol):
    """Where failed records wait for somebody who mends the cause."""

    def keep(self, record: Mapping[str, Any], context: LambdaContext) -> None:
        """Keep ``record`` as it was delivered; once more is no harm."""
        ...


@dataclass(frozen=True)
class SettingAside:
    """Keeps poison in ``failures``. What cannot be kept is handed back to Lambda, like any other failure."""

    failures: Failures
    pool: Executor
    logger: Logger

    def settle(
        self, records: Sequence[Mapping[str, Any]], made: list[Made], context: LambdaContext, budget: Budget
    ) -> list[Made]:
        """Return ``made``, which came of ``records`` in their order, with what is kept now; raises nothing."""

        def settle_one(record: Mapping[str, Any], each: Made) -> Made:
            return replace(each, kept=each.poison and self._keep(record, context, budget))

        return list(self.pool.map(settle_one, records, made))

    def _keep(self, record: Mapping[str, Any], context: LambdaContext, budget: Budget) -> bool:
        try:
            budget.require(CALL_MS)
            self.failures.keep(record, context)
        except Exception as error:  # noqa: BLE001 - the record is handed back, which loses nothing
            self.logger.warning("Poison could not be set aside.", extra=describe(error))
            return False
        return True
