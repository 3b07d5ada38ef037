"""Lambda's entry point: connects the offer maker once, when the function starts."""

import os
from datetime import timedelta
from typing import Any

from recommender.batch import OfferMaker
from recommender.campaign import Campaign
from recommender.catalogue_table import CatalogueTable
from recommender.frozen_offers import FrozenOffers
from recommender.offers_topic import OffersTopic
from recommender.strategies import Strategies
from shared.clients import Clients
from shared.lambda_context import LambdaContext
from shared.observability import Counters, make_logger
from shared.settings import RecommenderSettings
from shared.tracing import Tracing


def _connect(settings: RecommenderSettings) -> OfferMaker:
    tracing = Tracing(settings.powertools_service_name)
    clients = Clients(after_call=tracing.mark_throttled)
    dynamodb = clients.dynamodb()
    catalogue = CatalogueTable(dynamodb, settings.catalogue_table)
    arn = settings.personalize_campaign_arn
    campaign = Campaign(clients.personalize_runtime(settings.personalize_region), arn) if arn else None
    return OfferMaker(
        strategies=lambda: Strategies(campaign, catalogue, settings.offers_per_event),
        offers=FrozenOffers(dynamodb, settings.offers_table),
        topic=OffersTopic(clients.sns(), settings.offers_topic_arn),
        valid_for=timedelta(hours=settings.offer_validity_hours),
        logger=make_logger(settings),
        counters=Counters(settings),
        tracing=tracing,
    )


_offer_maker = _connect(RecommenderSettings.from_environment(os.environ))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Make offers from one batch of the interest table's stream."""
    return _offer_maker.handle(event["Records"], context)
