"""The recommender's domain over the stand-ins beside this module."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from aws_lambda_powertools import Logger

from recommender.adapters.failures import classify
from recommender.domain.batch import OfferMaker
from recommender.domain.bookkeeping import Bookkeeping
from recommender.domain.fallback_chain import FallbackChain
from recommender.domain.setting_aside import SettingAside
from recommender.ports import Recommender
from shared.pseudonym import Pseudonyms
from shared.tracing import start
from tests.support.fakes.catalogue import FakeCatalogue, LastRecommendations
from tests.support.fakes.events import NOW
from tests.support.fakes.invocation import CountedMetrics
from tests.support.fakes.offers import MemoryOffers, MemoryRules
from tests.support.fakes.topic import MemoryFailures, RecordingTopic


def offer_maker(
    catalogue: FakeCatalogue,
    recommender: Recommender | None = None,
    topic: RecordingTopic | None = None,
    rules: MemoryRules | None = None,
) -> OfferMaker:
    pool, offers, logger = ThreadPoolExecutor(4), MemoryOffers(), Logger(service="unit")
    return OfferMaker(
        fallback_chain=lambda: FallbackChain({"personalize": recommender} if recommender else {}, catalogue, count=2),
        offers=offers,
        rules=rules or MemoryRules(),
        topic=topic or RecordingTopic(),
        bookkeeping=Bookkeeping(offers, LastRecommendations(), pool, logger, classify),
        setting_aside=SettingAside(MemoryFailures(), pool, logger, classify),
        classify=classify,
        pool=pool,
        valid_for=timedelta(hours=24),
        logger=logger,
        counters=CountedMetrics(),
        tracing=start("unit", enabled=True),
        pseudonyms=Pseudonyms(""),
        variant="none",
        now=lambda: NOW,
    )
