"""Lambda's entry point: connects the offer maker once, when the function starts."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

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
from recommender.stream_record import BY_HAND
from recommender.unreadable_items import UnreadableItems
from shared.clients import Clients
from shared.generated.contract import STRATEGY_LAST_GOOD, STRATEGY_PERSONALIZE
from shared.lambda_context import LambdaContext
from shared.observability import Counters, make_logger
from shared.pseudonym import Pseudonyms
from shared.settings import RecommenderSettings
from shared.timestamps import utc_now
from shared.tracing import start

# Records wait for services, not for each other: so many at a time, each with a connection of its own.
_RECORDS_AT_A_TIME = 32


def _connect(settings: RecommenderSettings) -> OfferMaker:
    tracing = start(settings.powertools_service_name, enabled=settings.tracing_enabled)
    clients = Clients(after_call=tracing.mark_throttled, connections=_RECORDS_AT_A_TIME)
    dynamodb = clients.dynamodb()
    logger, counters = make_logger(settings), Counters(settings)
    catalogue = CatalogueTable(dynamodb, settings.catalogue_table, UnreadableItems(logger, counters))
    offers = FrozenOffers(dynamodb, settings.offers_table)
    last_good = LastGood(dynamodb, settings.customers_table, timedelta(hours=settings.last_good_max_age_hours))
    recommenders: dict[str, Recommender] = {}
    if settings.personalize_campaign_arn:
        personalize = clients.personalize_runtime(settings.personalize_region)
        recommenders[STRATEGY_PERSONALIZE] = CircuitBreaker(Campaign(personalize, settings.personalize_campaign_arn))
        recommenders[STRATEGY_LAST_GOOD] = last_good
    pool = ThreadPoolExecutor(_RECORDS_AT_A_TIME, thread_name_prefix="record")
    return OfferMaker(
        ladder=lambda: Ladder(recommenders, catalogue, settings.offers_per_event),
        offers=offers,
        rules=ContactRules(dynamodb, settings.customers_table, settings.offers_per_customer_per_day),
        topic=OffersTopic(clients.sns(), settings.offers_topic_arn),
        aftermath=Aftermath(offers, last_good, pool, logger),
        setting_aside=SettingAside(FailureBucket(clients.s3, settings.failure_bucket, utc_now), pool, logger),
        pool=pool,
        valid_for=timedelta(hours=settings.offer_validity_hours),
        logger=logger,
        counters=counters,
        tracing=tracing,
        pseudonyms=Pseudonyms(settings.pseudonym_key),
        variant=settings.personalize_campaign_arn.rpartition("/")[2] or "none",
    )


_offer_maker = _connect(RecommenderSettings.from_environment(os.environ))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Make offers from one batch of the interest table's stream."""
    return _offer_maker.handle(event["Records"], context, by_hand=bool(event.get(BY_HAND)))
