"""Which requests are traced: by priority, by what a rule asks for, first its reservoir and then its rate."""

from dataclasses import replace
from typing import Any

import pytest

from local.xray.sampler import IncomingRequest, Sampler
from local.xray.sampling import SamplingRules

REQUEST = IncomingRequest(
    service_name="storefront/v1",
    service_type="AWS::ApiGateway::Stage",
    resource_arn="arn:aws:apigateway:eu-west-1::/restapis/a/stages/v1",
    host="api.example.com",
    method="POST",
    path="/v1/recommend",
    headers={"x-debug": "yes"},
)
ANY: dict[str, Any] = {
    "ServiceName": "*",
    "ServiceType": "*",
    "ResourceARN": "*",
    "Host": "*",
    "HTTPMethod": "*",
    "URLPath": "*",
    "Version": 1,
}


class Clock:
    """Time and chance as a test wants them."""

    time = 1_700_000_000.0
    drawn = 0.999

    def sampler(self, rules: SamplingRules) -> Sampler:
        return Sampler(rules, lambda: self.time, lambda: self.drawn)


def add(rules: SamplingRules, name: str, rate: float, reservoir: int = 0, priority: int = 100, **change: Any) -> None:
    numbers = {"Priority": priority, "FixedRate": rate, "ReservoirSize": reservoir}
    rules.create({"SamplingRule": {**ANY, **numbers, "RuleName": name, **change}})


def count(sampler: Sampler, requests: int) -> int:
    return sum(sampler.decide(REQUEST) for _ in range(requests))


def test_by_default_one_request_a_second_is_traced_and_a_twentieth_of_the_others(rules: SamplingRules) -> None:
    clock = Clock()
    sampler = clock.sampler(rules)
    assert count(sampler, 10) == 1
    clock.time += 1
    assert count(sampler, 10) == 1
    clock.drawn = 0.049
    assert count(sampler, 10) == 10
    clock.drawn = 0.05
    assert count(sampler, 10) == 0


def test_a_reservoir_is_filled_again_every_second_whatever_the_rate(rules: SamplingRules) -> None:
    clock = Clock()
    sampler = clock.sampler(rules)
    add(rules, "three", rate=0, reservoir=3)
    assert [count(sampler, 5), count(sampler, 5)] == [3, 0]
    clock.time += 0.5
    assert count(sampler, 5) == 0
    clock.time += 0.5
    assert count(sampler, 2) == 2


def test_a_change_of_a_rule_counts_at_once(rules: SamplingRules) -> None:
    sampler = Clock().sampler(rules)
    add(rules, "all", rate=1)
    assert count(sampler, 5) == 5
    rules.update({"SamplingRuleUpdate": {"RuleName": "all", "FixedRate": 0}})
    assert count(sampler, 5) == 0


def test_the_lowest_priority_number_is_asked_first_and_then_the_name(rules: SamplingRules) -> None:
    sampler = Clock().sampler(rules)
    add(rules, "b", rate=1, priority=10)
    add(rules, "c", rate=0, priority=20)
    assert sampler.decide(REQUEST)
    add(rules, "a", rate=0, priority=10)
    assert not sampler.decide(REQUEST)


@pytest.mark.parametrize(
    "asked",
    [
        {"ServiceName": "storefront/*"},
        {"ServiceType": "AWS::APIGateway::Stage"},
        {"ResourceARN": "arn:aws:apigateway:*::/restapis/?/stages/v1"},
        {"Host": "*.example.com"},
        {"HTTPMethod": "post"},
        {"URLPath": "/v?/*"},
        {"Attributes": {"X-Debug": "y*"}},
    ],
)
def test_a_rule_matches_what_fits_its_patterns_in_any_case(rules: SamplingRules, asked: dict[str, Any]) -> None:
    add(rules, "fits", rate=1, **asked)
    assert count(Clock().sampler(rules), 5) == 5


@pytest.mark.parametrize(
    "other",
    [
        {"service_name": "shop/v1"},
        {"service_type": "AWS::Lambda"},
        {"resource_arn": "arn:aws:apigateway:eu-west-1::/restapis/b/stages/v1"},
        {"host": "api.example.org"},
        {"method": "GET"},
        {"path": "/v1/recommend/more"},
        {"headers": {"x-debug": "no"}},
        {"headers": {}},
    ],
)
def test_a_rule_that_differs_in_one_thing_does_not_match(rules: SamplingRules, other: dict[str, Any]) -> None:
    exact = {
        "ServiceName": REQUEST.service_name,
        "ServiceType": REQUEST.service_type,
        "ResourceARN": REQUEST.resource_arn,
        "Host": REQUEST.host,
        "HTTPMethod": REQUEST.method,
        "URLPath": REQUEST.path,
        "Attributes": {"X-Debug": "yes"},
    }
    add(rules, "exact", rate=0, **exact)
    rules.update({"SamplingRuleUpdate": {"RuleName": "Default", "FixedRate": 1}})
    sampler = Clock().sampler(rules)
    assert not sampler.decide(REQUEST)
    assert sampler.decide(replace(REQUEST, **other))


def test_a_pattern_knows_no_other_signs_than_star_and_question_mark(rules: SamplingRules) -> None:
    add(rules, "brackets", rate=1, ServiceName="[s]torefront/v1")
    assert count(Clock().sampler(rules), 5) == 1
