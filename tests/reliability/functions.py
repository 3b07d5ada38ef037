"""Both functions' real code, over clients in memory."""

import io
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from ingest.endpoint import Endpoint
from ingest.http_answer import Cors
from ingest.interest_table import InterestTable
from recommender.aftermath import Aftermath
from recommender.batch import OfferMaker
from recommender.campaign import Campaign
from recommender.catalogue_table import CatalogueTable
from recommender.circuit_breaker import CircuitBreaker
from recommender.contact_rules import ContactRules
from recommender.failure_bucket import FailureBucket
from recommender.frozen_offers import FrozenOffers
from recommender.ladder import Ladder
from recommender.last_good import LastGood
from recommender.offers_topic import OffersTopic
from recommender.recommendations import Recommender
from recommender.setting_aside import SettingAside
from recommender.unreadable_items import UnreadableItems
from shared.generated.contract import STRATEGY_LAST_GOOD, STRATEGY_PERSONALIZE
from shared.generated.metric_names import NAMESPACE
from shared.observability import Counters, make_logger
from shared.pseudonym import Pseudonyms
from shared.settings import CommonSettings
from tests.reliability.clients import OwnBucket, Personalize, Topic
from tests.reliability.dynamodb import DynamoDb
from tests.reliability.faults import Clock
from tests.reliability.invoking import SERVICE
from tests.reliability.traces import KeptTracing

MAX_AGE = timedelta(hours=24)
"""How old an answer of the campaign's may be to be used once more."""

INGEST_SECONDS, RECOMMENDER_SECONDS = 10, 60
_SETTINGS = CommonSettings(
    environment="test",
    powertools_log_level="DEBUG",
    powertools_metrics_namespace=NAMESPACE,
    powertools_service_name=SERVICE,
    pseudonym_key="",
    tracing_enabled=True,
)
_PSEUDONYMS = Pseudonyms("0" * 32)


@dataclass
class Surroundings:
    """What the functions stand in. ``printed`` takes their log lines."""

    clock: Clock
    dynamodb: DynamoDb
    topic: Topic
    bucket: OwnBucket
    pool: Executor
    printed: io.StringIO
    offers_per_day: int = 0
    tracing: KeptTracing = field(default_factory=KeptTracing)

    def logger(self) -> Any:
        logger = make_logger(_SETTINGS)
        logger.registered_handler.stream = self.printed
        return logger

    def endpoint(self) -> Endpoint:
        """Start ingest."""
        return Endpoint(
            store=InterestTable(self.dynamodb, "interests"),
            cors=Cors(frozenset({"*"})),
            ttl_days=90,
            logger=self.logger(),
            counters=Counters(_SETTINGS),
            tracing=self.tracing,
            pseudonyms=_PSEUDONYMS,
            now=self.clock.now,
        )

    def offer_maker(self, personalize: Personalize | None) -> OfferMaker:
        """Start the recommender in a new execution environment; without a campaign where that is None."""
        logger, counters = self.logger(), Counters(_SETTINGS)
        catalogue = CatalogueTable(self.dynamodb, "catalogue", UnreadableItems(logger, counters))
        offers = FrozenOffers(self.dynamodb, "offers")
        last_good = LastGood(self.dynamodb, "customers", MAX_AGE, self.clock.now)
        recommenders: dict[str, Recommender] = {}
        if personalize is not None:
            campaign = Campaign(personalize, "arn:aws:personalize:eu-west-1:000000000000:campaign/cxe-test")
            recommenders = {
                STRATEGY_PERSONALIZE: CircuitBreaker(campaign, self.clock.read),
                STRATEGY_LAST_GOOD: last_good,
            }
        failures = FailureBucket(lambda: self.bucket, "failures", self.clock.now)
        return OfferMaker(
            ladder=lambda: Ladder(recommenders, catalogue, count=2),
            offers=offers,
            rules=ContactRules(self.dynamodb, "customers", self.offers_per_day),
            topic=OffersTopic(self.topic, "arn:aws:sns:eu-west-1:000000000000:cxe-test-offers"),
            aftermath=Aftermath(offers, last_good, self.pool, logger),
            setting_aside=SettingAside(failures, self.pool, logger),
            pool=self.pool,
            valid_for=timedelta(hours=24),
            logger=logger,
            counters=counters,
            tracing=self.tracing,
            pseudonyms=_PSEUDONYMS,
            variant="none",
            now=self.clock.now,
        )
