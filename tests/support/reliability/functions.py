"""Both functions' real code, over clients in memory."""

import io
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from ingest.adapters.endpoint import Endpoint
from ingest.adapters.http_response import Cors
from ingest.adapters.interest_table import InterestTable
from ingest.domain.recording import InterestRecorder
from recommender.adapters.campaign import Campaign
from recommender.adapters.catalogue_table import CatalogueTable
from recommender.adapters.contact_rules import ContactRules
from recommender.adapters.failure_bucket import FailureBucket
from recommender.adapters.failures import classify
from recommender.adapters.last_good import LastGood
from recommender.adapters.offers_table import OffersTable
from recommender.adapters.offers_topic import OffersTopic
from recommender.adapters.unreadable_items import UnreadableItems
from recommender.domain.batch import OfferMaker
from recommender.domain.bookkeeping import Bookkeeping
from recommender.domain.circuit_breaker import CircuitBreaker
from recommender.domain.fallback_chain import FallbackChain
from recommender.domain.setting_aside import SettingAside
from recommender.ports import Recommender
from shared.aws.observability import Counters, make_logger
from shared.generated.contract import STRATEGY_LAST_GOOD, STRATEGY_PERSONALIZE
from shared.generated.metric_names import NAMESPACE
from shared.pseudonym import Pseudonyms
from shared.settings import RequestSettings
from tests.support.reliability.clients import OwnBucket, Personalize, Topic
from tests.support.reliability.dynamodb import DynamoDb
from tests.support.reliability.faults import Clock
from tests.support.reliability.invoking import SERVICE
from tests.support.reliability.traces import KeptTracing

MAX_AGE = timedelta(hours=24)
"""How old an answer of the campaign's may be to be used once more."""

INGEST_SECONDS, RECOMMENDER_SECONDS = 10, 60
_SETTINGS = RequestSettings(
    environment="test",
    powertools_log_level="DEBUG",
    powertools_logger_sample_rate=0.0,
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
            recorder=InterestRecorder(
                store=InterestTable(self.dynamodb, "interests"),
                ttl_days=90,
                tracing=self.tracing,
                pseudonyms=_PSEUDONYMS,
                now=self.clock.now,
            ),
            cors=Cors(frozenset({"*"})),
            logger=self.logger(),
            counters=Counters(_SETTINGS),
            tracing=self.tracing,
            now=self.clock.now,
        )

    def offer_maker(self, personalize: Personalize | None) -> OfferMaker:
        """Start the recommender in a new execution environment; without a campaign where that is None."""
        logger, counters = self.logger(), Counters(_SETTINGS)
        catalogue = CatalogueTable(self.dynamodb, "catalogue", UnreadableItems(logger, counters))
        offers = OffersTable(self.dynamodb, "offers")
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
            fallback_chain=lambda: FallbackChain(recommenders, catalogue, count=2),
            offers=offers,
            rules=ContactRules(self.dynamodb, "customers", self.offers_per_day),
            topic=OffersTopic(self.topic, "arn:aws:sns:eu-west-1:000000000000:cxe-test-offers"),
            bookkeeping=Bookkeeping(offers, last_good, self.pool, logger, classify),
            setting_aside=SettingAside(failures, self.pool, logger, classify),
            classify=classify,
            pool=self.pool,
            valid_for=timedelta(hours=24),
            logger=logger,
            counters=counters,
            tracing=self.tracing,
            pseudonyms=_PSEUDONYMS,
            variant="none",
            now=self.clock.now,
        )
