"""The metrics that Personalize publishes of a campaign.

``GetRecommendations`` counts what was answered, ``GetRecommendations4xxErrors`` and ``GetRecommendations5xxErrors``
what failed, and ``GetRecommendationsLatency`` has the milliseconds of what was answered; each only when there is
something to say.

Source: "CloudWatch metrics for Amazon Personalize", Amazon Personalize Developer Guide,
https://docs.aws.amazon.com/personalize/latest/dg/cloudwatch-metrics.html
"""

import json

from local.exchanges import Exchange

NAMESPACE = "AWS/Personalize"
PATH = "/recommendations"


def count(exchange: Exchange) -> None:
    """Count a request for recommendations, where it names a campaign."""
    if exchange.path != PATH:
        return
    try:
        campaign = json.loads(exchange.request)["campaignArn"]
    except (ValueError, KeyError, TypeError):
        return
    if exchange.status < 400:
        _record("", 1, "Count", campaign)
        _record("Latency", exchange.duration_ms, "Milliseconds", campaign)
    else:
        _record(f"{exchange.status // 100}xxErrors", 1, "Count", campaign)


def _record(which: str, value: float, unit: str, campaign: str) -> None:
    from ministack.services import cloudwatch

    cloudwatch.record_metric(NAMESPACE, f"GetRecommendations{which}", value, unit, {"CampaignArn": campaign})
