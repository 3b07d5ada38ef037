"""Lambda's entry point: connects adapters and domain once, when the function starts."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from recommender.adapters import stream_batch
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
from shared.aws.clients import Clients
from shared.aws.observability import Counters, Invocations, make_logger
from shared.generated.contract import STRATEGY_LAST_GOOD, STRATEGY_PERSONALIZE
from shared.lambda_context import LambdaContext
from shared.ports import Log
from shared.pseudonym import Pseudonyms
from shared.settings import RecommenderSettings
from shared.stream_record import BY_HAND
from shared.timestamps import utc_now
from shared.tracing import start

# Records wait for services, not for each other: so many at a time, each with a connection of its own.
_RECORDS_AT_A_TIME = 32


def _connect(settings: RecommenderSettings, logger: Log) -> OfferMaker:
    tracing = start(settings.powertools_service_name, enabled=settings.tracing_enabled)
    clients = Clients(after_call=tracing.mark_throttled, connections=_RECORDS_AT_A_TIME)
    dynamodb = clients.dynamodb()
    counters = Counters(settings)
    catalogue = CatalogueTable(dynamodb, settings.catalogue_table, UnreadableItems(logger, counters))
    offers = OffersTable(dynamodb, settings.offers_table)
    last_good = LastGood(dynamodb, settings.customers_table, timedelta(hours=settings.last_good_max_age_hours))
    failures = FailureBucket(clients.s3, settings.failure_bucket, utc_now)
    recommenders: dict[str, Recommender] = {}
    if settings.personalize_campaign_arn:
        personalize = clients.personalize_runtime(settings.personalize_region)
        recommenders[STRATEGY_PERSONALIZE] = CircuitBreaker(Campaign(personalize, settings.personalize_campaign_arn))
        recommenders[STRATEGY_LAST_GOOD] = last_good
    pool = ThreadPoolExecutor(_RECORDS_AT_A_TIME, thread_name_prefix="record")
    return OfferMaker(
        fallback_chain=lambda: FallbackChain(recommenders, catalogue, settings.offers_per_event),
        offers=offers,
        rules=ContactRules(dynamodb, settings.customers_table, settings.offers_per_customer_per_day),
        topic=OffersTopic(clients.sns(), settings.offers_topic_arn),
        bookkeeping=Bookkeeping(offers, last_good, pool, logger, classify),
        setting_aside=SettingAside(failures, pool, logger, classify),
        classify=classify,
        pool=pool,
        valid_for=timedelta(hours=settings.offer_validity_hours),
        logger=logger,
        counters=counters,
        tracing=tracing,
        pseudonyms=Pseudonyms(settings.pseudonym_key),
        variant=settings.personalize_campaign_arn.rpartition("/")[2] or "none",
    )


_settings = RecommenderSettings.from_environment(os.environ)
_logger = make_logger(_settings)
_invocations, _offer_maker = Invocations(_logger), _connect(_settings, _logger)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Make offers from one batch of the interest table's stream."""
    _invocations.begin()
    return stream_batch.handle(_offer_maker, event["Records"], context, by_hand=bool(event.get(BY_HAND)))
