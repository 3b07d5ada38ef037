"""Groups, sampling rules, resource policies and tags: what Terraform's X-Ray resources need."""

import json
import time
from typing import Any

import pytest

POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "xray:*", "Resource": "*"}]})
RULE: dict[str, Any] = {
    "RuleName": "recommend",
    "Priority": 100,
    "FixedRate": 0.1,
    "ReservoirSize": 2,
    "ServiceName": "*",
    "ServiceType": "*",
    "Host": "*",
    "HTTPMethod": "POST",
    "URLPath": "/recommend",
    "ResourceARN": "*",
    "Version": 1,
}


def targets(xray: Any, client: str, *rules: str) -> Any:
    """Report on ``rules`` as a client whose id is made of one digit."""
    statistics = {"ClientID": client * 24, "Timestamp": time.time(), "RequestCount": 5, "SampledCount": 1}
    documents = [{**statistics, "RuleName": rule} for rule in rules]
    return xray.get_sampling_targets(SamplingStatisticsDocuments=documents)


def rule_names(xray: Any) -> list[str]:
    return [record["SamplingRule"]["RuleName"] for record in xray.get_sampling_rules()["SamplingRuleRecords"]]


def test_a_group_is_created_read_updated_and_deleted(xray: Any) -> None:
    created = xray.create_group(
        GroupName="slow", FilterExpression="responsetime > 1", InsightsConfiguration={"InsightsEnabled": True}
    )["Group"]
    assert xray.get_group(GroupARN=created["GroupARN"])["Group"] == created
    assert created["InsightsConfiguration"] == {"InsightsEnabled": True, "NotificationsEnabled": False}
    xray.update_group(GroupName="slow", FilterExpression="responsetime > 2")
    (listed,) = xray.get_groups()["Groups"]
    assert listed == {**created, "FilterExpression": "responsetime > 2"}
    xray.delete_group(GroupARN=created["GroupARN"])
    with pytest.raises(xray.exceptions.InvalidRequestException, match="Group not found"):
        xray.get_group(GroupName="slow")


@pytest.mark.parametrize(
    "request_",
    [
        {"GroupName": "taken"},
        {"GroupName": "Default"},
        {"GroupName": "bad", "FilterExpression": "responsetime >"},
        {"GroupName": "g" * 33},
    ],
)
def test_a_group_that_cannot_be_is_refused(xray: Any, request_: dict[str, str]) -> None:
    xray.create_group(GroupName="taken")
    with pytest.raises(xray.exceptions.InvalidRequestException):
        xray.create_group(**request_)
    assert len(xray.get_groups()["Groups"]) == 1


def test_a_group_is_named_one_way_only(xray: Any) -> None:
    group = xray.create_group(GroupName="one")["Group"]
    for wanted in ({}, {"GroupName": "one", "GroupARN": group["GroupARN"]}):
        with pytest.raises(xray.exceptions.InvalidRequestException, match="either"):
            xray.get_group(**wanted)


def test_a_sampling_rule_is_created_read_updated_and_deleted(xray: Any) -> None:
    record = xray.create_sampling_rule(SamplingRule=RULE)["SamplingRuleRecord"]
    assert record["SamplingRule"] == {**RULE, "RuleARN": record["SamplingRule"]["RuleARN"], "Attributes": {}}
    assert record["SamplingRule"]["RuleARN"].endswith(":sampling-rule/recommend")
    assert sorted(rule_names(xray)) == ["Default", "recommend"]
    updated = xray.update_sampling_rule(SamplingRuleUpdate={"RuleName": "recommend", "FixedRate": 0.5})
    assert updated["SamplingRuleRecord"]["SamplingRule"] == {**record["SamplingRule"], "FixedRate": 0.5}
    assert updated["SamplingRuleRecord"]["ModifiedAt"] >= record["CreatedAt"]
    xray.delete_sampling_rule(RuleARN=record["SamplingRule"]["RuleARN"])
    assert rule_names(xray) == ["Default"]


@pytest.mark.parametrize(
    "change", [{"RuleName": "Default"}, {"Priority": 10000}, {"FixedRate": 1.1}, {"ReservoirSize": -1}, {"Version": 2}]
)
def test_a_sampling_rule_that_cannot_be_is_refused(xray: Any, change: dict[str, Any]) -> None:
    with pytest.raises(xray.exceptions.InvalidRequestException):
        xray.create_sampling_rule(SamplingRule={**RULE, **change})
    assert rule_names(xray) == ["Default"]


def test_there_are_at_most_25_rules(xray: Any) -> None:
    for number in range(25):
        xray.create_sampling_rule(SamplingRule={**RULE, "RuleName": f"rule-{number}"})
    with pytest.raises(xray.exceptions.RuleLimitExceededException):
        xray.create_sampling_rule(SamplingRule=RULE)


def test_the_default_rule_stays_and_only_its_rates_change(xray: Any) -> None:
    changed = xray.update_sampling_rule(SamplingRuleUpdate={"RuleName": "Default", "FixedRate": 1, "ReservoirSize": 5})
    assert changed["SamplingRuleRecord"]["SamplingRule"]["ReservoirSize"] == 5
    with pytest.raises(xray.exceptions.InvalidRequestException):
        xray.update_sampling_rule(SamplingRuleUpdate={"RuleName": "Default", "Priority": 1})
    with pytest.raises(xray.exceptions.InvalidRequestException):
        xray.delete_sampling_rule(RuleName="Default")


def test_targets_are_given_for_rules_that_exist(xray: Any) -> None:
    xray.create_sampling_rule(SamplingRule=RULE)
    response = targets(xray, "0", "recommend", "gone")
    (target,) = response["SamplingTargetDocuments"]
    assert (target["RuleName"], target["FixedRate"], target["ReservoirQuota"]) == ("recommend", 0.1, 2)
    assert (target["Interval"], 290 < target["ReservoirQuotaTTL"].timestamp() - time.time() <= 300) == (10, True)
    assert [unknown["RuleName"] for unknown in response["UnprocessedStatistics"]] == ["gone"]


def test_a_reservoir_is_shared_out_between_those_who_report(xray: Any) -> None:
    xray.create_sampling_rule(SamplingRule={**RULE, "ReservoirSize": 5})
    for client in "ab":
        targets(xray, client, "recommend")
    quotas = [targets(xray, client, "recommend")["SamplingTargetDocuments"][0]["ReservoirQuota"] for client in "abc"]
    assert quotas == [3, 2, 1]


def test_clients_learn_that_rules_changed(xray: Any) -> None:
    untouched = targets(xray, "0", "Default")["LastRuleModification"]
    xray.create_sampling_rule(SamplingRule=RULE)
    created = targets(xray, "0", "Default")["LastRuleModification"]
    xray.delete_sampling_rule(RuleName="recommend")
    deleted = targets(xray, "0", "Default")["LastRuleModification"]
    assert untouched < created < deleted


def test_a_resource_policy_is_put_replaced_listed_and_deleted(xray: Any) -> None:
    first = xray.put_resource_policy(PolicyName="sns", PolicyDocument=POLICY)["ResourcePolicy"]
    second = xray.put_resource_policy(PolicyName="sns", PolicyDocument=POLICY)["ResourcePolicy"]
    assert second["PolicyRevisionId"] != first["PolicyRevisionId"]
    with pytest.raises(xray.exceptions.InvalidPolicyRevisionIdException):
        xray.put_resource_policy(PolicyName="sns", PolicyDocument=POLICY, PolicyRevisionId=first["PolicyRevisionId"])
    assert xray.list_resource_policies()["ResourcePolicies"] == [second]
    xray.delete_resource_policy(PolicyName="sns")
    assert xray.list_resource_policies()["ResourcePolicies"] == []


def test_a_resource_policy_that_cannot_be_is_refused(xray: Any) -> None:
    for document in ("", "{", "[]", "{}"):
        with pytest.raises(xray.exceptions.MalformedPolicyDocumentException):
            xray.put_resource_policy(PolicyName="bad", PolicyDocument=document)
    with pytest.raises(xray.exceptions.PolicySizeLimitExceededException):
        xray.put_resource_policy(PolicyName="big", PolicyDocument=POLICY + " " * 6000)
    for number in range(5):
        xray.put_resource_policy(PolicyName=f"p{number}", PolicyDocument=POLICY)
    with pytest.raises(xray.exceptions.PolicyCountLimitExceededException):
        xray.put_resource_policy(PolicyName="p5", PolicyDocument=POLICY)


def test_groups_and_rules_have_tags_until_they_are_deleted(xray: Any) -> None:
    tags = [{"Key": "project", "Value": "cxe"}]
    group = xray.create_group(GroupName="tagged", Tags=tags)["Group"]["GroupARN"]
    rule = xray.create_sampling_rule(SamplingRule=RULE, Tags=tags)["SamplingRuleRecord"]["SamplingRule"]["RuleARN"]
    for arn in (group, rule):
        assert xray.list_tags_for_resource(ResourceARN=arn)["Tags"] == tags
    xray.tag_resource(ResourceARN=group, Tags=[{"Key": "team", "Value": "offers"}])
    xray.untag_resource(ResourceARN=group, TagKeys=["project"])
    assert xray.list_tags_for_resource(ResourceARN=group)["Tags"] == [{"Key": "team", "Value": "offers"}]
    xray.delete_group(GroupName="tagged")
    with pytest.raises(xray.exceptions.ResourceNotFoundException):
        xray.list_tags_for_resource(ResourceARN=group)


def test_a_resource_has_at_most_50_tags(xray: Any) -> None:
    arn = xray.create_group(GroupName="tagged")["Group"]["GroupARN"]
    with pytest.raises(xray.exceptions.TooManyTagsException):
        xray.tag_resource(ResourceARN=arn, Tags=[{"Key": str(number), "Value": ""} for number in range(51)])
