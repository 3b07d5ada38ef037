"""Fault schedule: what AWS does to the pipeline for a few seconds each, one after the other."""

from dataclasses import dataclass
from typing import Any

from tests.support.target import Target

Rule = dict[str, Any]

# A client waits a second for a campaign, a table or a topic.
TOO_SLOW_MS = 1500
SLOW_MS = 500


@dataclass(frozen=True)
class Spell:
    """Fault rules (local/faults) that hold at the same time, and the functions whose processes die meanwhile."""

    name: str
    rules: tuple[Rule, ...]
    killed: tuple[str, ...] = ()


def spells(target: Target) -> list[Spell]:
    """Return every kind of fault, each of which a run must have seen."""
    campaign = {"service": "personalize-runtime", "operation": "GetRecommendations"}
    topic = {"service": "sns", "resource": target.outputs["offers_topic_arn"].rpartition(":")[2]}
    accepts = _table(target, "INTEREST_TABLE", operation="PutItem")
    ingest, recommender = (target.outputs[f"{name}_function_name"] for name in ("ingest", "recommender"))
    stores = [_table(target, name) for name in ("OFFERS_TABLE", "CUSTOMERS_TABLE", "CATALOGUE_TABLE")]
    # A campaign that failed is left alone for 15 s (recommender.domain.circuit_breaker): time for five others.
    return [
        Spell("SNS refuses", (_fails(topic, 403, "AuthorizationError"),)),
        Spell("the interest table throttles", (_throttles(accepts, 0.8),)),
        Spell(
            "Personalize is dead or throttles",
            (
                _fails(campaign, 500, "InternalServerError", probability=0.5),
                _fails(campaign, 429, "ThrottlingException"),
            ),
        ),
        Spell("SNS takes offers, its replies are lost", (_fails(topic, 500, "InternalError", when="after"),)),
        Spell("writes are under way when their processes die", ({**accepts, "delay_ms": SLOW_MS},), (ingest,)),
        Spell("SNS throttles", (_fails(topic, 429, "Throttled"),)),
        Spell("the other tables throttle", tuple(_throttles(store, 0.7) for store in stores)),
        Spell("offers are under way when their processes die", ({**topic, "delay_ms": SLOW_MS},), (recommender,)),
        Spell("Personalize is slow", ({**campaign, "delay_ms": TOO_SLOW_MS},)),
        Spell("SNS is down", (_fails(topic, 500, "InternalError"),)),
        Spell(
            "everything fails now and then",
            (
                _fails(accepts, 500, "InternalServerError", when="after", probability=0.5),
                *(_throttles(store, 0.1) for store in stores),
                _fails(topic, 500, "InternalError", when="after", probability=0.2),
                _fails(topic, 429, "Throttled", probability=0.2),
                {**campaign, "delay_ms": TOO_SLOW_MS, "probability": 0.05},
                _fails(campaign, 500, "InternalServerError", probability=0.1),
            ),
            (ingest, recommender),
        ),
    ]


def _table(target: Target, variable: str, **members: str) -> Rule:
    return {"service": "dynamodb", "resource": f'"{target.environment[variable]}"', **members}


def _fails(what: Rule, status: int, code: str, **members: Any) -> Rule:
    return {**what, "status": status, "code": code, **members}


def _throttles(what: Rule, probability: float) -> Rule:
    return _fails(what, 400, "ProvisionedThroughputExceededException", probability=probability)
