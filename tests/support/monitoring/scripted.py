"""Half an hour of traffic and faults, written down as metrics: ``python -m tests.support.monitoring.scripted``.

It gives the stack that is up, in seconds, what thirty minutes would have given it, for ``make pictures`` to draw.
Nothing of it happened: docs/monitoring.md shows how such a half hour would look. From minute 6 to 11 a table refuses
writes; from minute 16 on Personalize fails.
"""

import json
import math
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from botocore.config import Config

from local.cloudwatch.pictures.metrics_array import expand
from tools import own_aws

MINUTES = 30
THROTTLED, OUTAGE = range(6, 11), range(16, MINUTES)
_chance = random.Random(12)

Values = list[float]


def posts(minute: int) -> int:
    """Return how many requests are accepted in a minute: a wave, as after a campaign's start."""
    return round(130 + 50 * math.sin(minute / 5) + _chance.uniform(-6, 6))


POSTS = [posts(minute) for minute in range(MINUTES)]
# What fails of each minute's events to be published, and comes with those of the next one.
LATE = [0.3 if minute in THROTTLED else 0.0 for minute in range(MINUTES)]
OFFERS = [
    round(count * (1 - LATE[minute]) + (POSTS[minute - 1] * LATE[minute - 1] if minute else 0))
    for minute, count in enumerate(POSTS)
]


def each(count: float) -> Callable[[int], Values]:
    """Return a count that is the same each minute."""
    return lambda _: [count]


def times(middle: float, spread: float, count: Callable[[int], float] | None = None) -> Callable[[int], Values]:
    """Return durations with a long tail around ``middle`` milliseconds."""
    return lambda minute: [
        middle * math.exp(_chance.gauss(0, spread)) for _ in range(round(count(minute)) if count else 60)
    ]


def within(minutes: range, inside: Callable[[int], float], outside: float | None = None) -> Callable[[int], Values]:
    """Return one value a minute, and ``outside`` (or nothing) at other times."""
    return lambda minute: [inside(minute)] if minute in minutes else [] if outside is None else [outside]


def split(share: float, in_outage: float) -> Callable[[int], Values]:
    """Return a strategy's part of the offers."""
    return lambda minute: [round(OFFERS[minute] * (in_outage if minute in OUTAGE else share))]


def recommendations(minute: int) -> float:
    """Return how often the campaign answers; in the outage only trial calls are made, and fail."""
    return 0 if minute in OUTAGE else OFFERS[minute]


def delay(minute: int) -> Values:
    """Return the times from request to offer, in milliseconds."""
    slow = 3500 if minute in THROTTLED else 0
    return [
        320 * math.exp(_chance.gauss(0, 0.35)) + (_chance.random() < LATE[minute]) * slow for _ in range(OFFERS[minute])
    ]


def age(minute: int) -> Values:
    """Return the age of the stream's records, in milliseconds: throttled ones wait."""
    waiting = 9000 * (minute - THROTTLED.start + 1) if minute in THROTTLED else 0
    return [250 + waiting + _chance.uniform(0, 120)]


# By the name of a metric and, where several resources have it, the end of a dimension's value.
SCRIPT: dict[str, Callable[[int], Values]] = {
    "InsertSuccess": lambda minute: [POSTS[minute]],
    "RequestRefused": lambda minute: [round(POSTS[minute] * 0.03)],
    "InsertError": within(range(8, 9), lambda _: 1, 0),
    "Count -": lambda minute: [1.0] * round(POSTS[minute] * 1.04),
    "4XXError": lambda minute: [1.0] * round(POSTS[minute] * 0.035),
    "5XXError": within(range(8, 9), lambda _: 1, 0),
    "Latency": times(45, 0.5),
    "RequestThrottled": lambda minute: [round(POSTS[minute] * 0.005)],
    "RequestFailed": within(range(8, 9), lambda _: 1),
    "Invocations ingest": lambda minute: [round(POSTS[minute] * 1.03)],
    "Errors ingest": each(0),
    "Throttles ingest": each(0),
    "Duration ingest": times(14, 0.5),
    "ConcurrentExecutions ingest": lambda minute: [max(1, round(POSTS[minute] / 40))],
    "PolledEventCount": lambda minute: [POSTS[minute]],
    "FailedInvokeEventCount": within(THROTTLED, lambda minute: round(POSTS[minute] * 0.3)),
    "IteratorAge": age,
    "FailureObjects": each(0),
    "Invocations recommender": lambda minute: [round(OFFERS[minute] / 3)],
    "Errors recommender": each(0),
    "Throttles recommender": each(0),
    "OfferError": within(THROTTLED, lambda minute: round(POSTS[minute] * 0.3), 0),
    "Duration recommender": times(240, 0.35),
    "ConcurrentExecutions recommender": lambda minute: [max(1, round(OFFERS[minute] / 60))],
    "OfferPublished": lambda minute: [OFFERS[minute]],
    "OfferPersonalized": split(0.97, 0.0),
    "OfferLastGood": split(0.01, 0.46),
    "OfferPopular": split(0.015, 0.42),
    "OfferCatalogue": split(0.005, 0.12),
    "OfferFallback": split(0.03, 1.0),
    "OfferWithheld": lambda minute: [round(POSTS[minute] * 0.04)],
    "OfferEmpty": lambda minute: [round(POSTS[minute] * 0.01)],
    "OfferExpired": each(0),
    "OfferDelay": delay,
    "CampaignRested": within(OUTAGE, lambda minute: OFFERS[minute] - 6),
    "CampaignUnusable": each(0),
    "GetRecommendations": lambda minute: [recommendations(minute)],
    "GetRecommendations5xxErrors": within(OUTAGE, lambda minute: 40 if minute == OUTAGE.start else 6),
    "GetRecommendationsLatency": times(70, 0.3, recommendations),
    "SuccessfulRequestLatency CustomerInterest PutItem": times(5, 0.3, lambda minute: POSTS[minute]),
    "SuccessfulRequestLatency -offers PutItem": times(5, 0.3, lambda minute: OFFERS[minute]),
    "SuccessfulRequestLatency -offers UpdateItem": times(5, 0.3, lambda minute: OFFERS[minute]),
    "SuccessfulRequestLatency -catalogue BatchGetItem": times(9, 0.3, lambda minute: OFFERS[minute]),
    "SuccessfulRequestLatency -customers UpdateItem": times(6, 0.3, lambda minute: OFFERS[minute]),
    "SuccessfulRequestLatency -customers PutItem": times(6, 0.3, recommendations),
    "WriteThrottleEvents -offers": within(THROTTLED, lambda minute: round(POSTS[minute] * 0.3)),
    "SystemErrors -offers PutItem": within(range(7, 9), lambda _: 2),
    "NumberOfMessagesPublished": lambda minute: [OFFERS[minute]],
    "NumberOfNotificationsDelivered": lambda minute: [OFFERS[minute]],
    "NumberOfNotificationsFilteredOut": each(0),
    "ApproximateNumberOfMessagesVisible consumer": lambda minute: [_chance.randint(2, 9)],
    "ApproximateNumberOfMessagesVisible dlq": each(0),
    "ApproximateAgeOfOldestMessage consumer": lambda minute: [_chance.randint(1, 5)],
    "EMFValidationErrors recommender": within(range(3, 4), lambda _: 1),
    "Invocations watch": each(1),
    "Errors watch": each(0),
}


def scripted(texts: list[str]) -> Callable[[int], Values] | None:
    """Return what the script has for a metric: namespace, name, then names and values of dimensions."""
    values = texts[3::2]
    for key, made in SCRIPT.items():
        name, *ends = key.split(" ")
        if name == texts[1] and all(end == "-" or any(value.endswith(end) for value in values) for end in ends):
            return made
    return None


def metrics_of(cloudwatch: Any) -> Iterator[list[str]]:
    """Yield each metric that a dashboard shows, once."""
    seen: set[tuple[str, ...]] = set()
    for name in json.loads(os.environ["DASHBOARDS"]).values():
        for widget in json.loads(cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"])["widgets"]:
            for texts, _options in expand(widget["properties"].get("metrics", [])):
                if texts and tuple(texts) not in seen:
                    seen.add(tuple(texts))
                    yield texts


def main() -> int:
    """Write the half hour that ends now."""
    keys = (os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"])
    cloudwatch = own_aws.client("cloudwatch", os.environ["AWS_ENDPOINT_URL"], os.environ["AWS_REGION"], keys, Config())
    start = time.time() // 60 * 60 - 60 * MINUTES
    for texts in metrics_of(cloudwatch):
        made = scripted(texts)
        if made is None:
            continue
        dimensions = [{"Name": name, "Value": value} for name, value in zip(texts[2::2], texts[3::2], strict=True)]
        data = [
            {"MetricName": texts[1], "Dimensions": dimensions, "Timestamp": start + 60 * minute, "Values": values}
            for minute in range(MINUTES)
            if (values := made(minute))
        ]
        cloudwatch.put_metric_data(Namespace=texts[0], MetricData=data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
