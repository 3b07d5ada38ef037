"""Values are checked against the constraint traits of the service model."""

from typing import Any

import pytest
from botocore.model import ServiceModel

from local.modelled_api import ModelledApi, violations

MODEL = ServiceModel(
    {
        "metadata": {"protocol": "rest-json", "serviceId": "Example"},
        "operations": {},
        "shapes": {
            "Request": {
                "type": "structure",
                "required": ["Name"],
                "members": {
                    "Name": {"shape": "Name"},
                    "Count": {"shape": "Count"},
                    "Colour": {"shape": "Colour"},
                    "Names": {"shape": "Names"},
                    "Labels": {"shape": "Labels"},
                    "Rate": {"shape": "Rate"},
                    "On": {"shape": "Boolean"},
                    "At": {"shape": "Timestamp"},
                },
            },
            "Name": {"type": "string", "min": 2, "max": 4, "pattern": "[a-z]+"},
            "Count": {"type": "integer", "min": 1, "max": 9},
            "Colour": {"type": "string", "enum": ["RED", "GREEN"]},
            "Names": {"type": "list", "member": {"shape": "Name"}, "max": 2},
            "Labels": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Colour"}, "max": 1},
            "Rate": {"type": "double", "max": 1},
            "Boolean": {"type": "boolean"},
            "Timestamp": {"type": "timestamp"},
        },
    },
    "example",
)
REQUEST = MODEL.shape_for("Request")


@pytest.mark.parametrize(
    "request_",
    [
        {"Name": "ab"},
        {"Name": "abcd", "Count": 9, "Colour": "RED", "Names": ["ab", "cd"], "Labels": {"ab": "GREEN"}},
        {"Name": "ab", "Rate": 1, "On": True, "At": 1700000000.5, "Count": None},
        {"Name": "ab", "Unknown": 1},
    ],
)
def test_a_request_within_the_model_has_no_violations(request_: dict[str, Any]) -> None:
    assert list(violations(REQUEST, request_)) == []


@pytest.mark.parametrize(
    ("request_", "path", "rule"),
    [
        ({}, "Name", "must not be null"),
        ({"Name": None}, "Name", "must not be null"),
        ([], "", "must be of type structure"),
        ({"Name": 5}, "Name", "must be of type string"),
        ({"Name": "a"}, "Name", "length greater than or equal to 2"),
        ({"Name": "abcde"}, "Name", "length less than or equal to 4"),
        ({"Name": "ab\n"}, "Name", "regular expression pattern"),
        ({"Name": "ab", "Count": 0}, "Count", "value greater than or equal to 1"),
        ({"Name": "ab", "Count": 10}, "Count", "value less than or equal to 9"),
        ({"Name": "ab", "Count": True}, "Count", "must be of type integer"),
        ({"Name": "ab", "Count": 1.5}, "Count", "must be of type integer"),
        ({"Name": "ab", "Colour": "BLUE"}, "Colour", "enum value set: [RED, GREEN]"),
        ({"Name": "ab", "Names": ["ab", "x"]}, "Names.2.member", "length greater than"),
        ({"Name": "ab", "Names": ["ab", "cd", "ef"]}, "Names", "length less than or equal to 2"),
        ({"Name": "ab", "Labels": {"AB": "RED"}}, "Labels.key", "regular expression pattern"),
        ({"Name": "ab", "Labels": {"ab": "BLUE"}}, "Labels.value", "enum value set"),
        ({"Name": "ab", "Labels": {"ab": "RED", "cd": "RED"}}, "Labels", "length less than or equal to 1"),
        ({"Name": "ab", "Rate": 1.01}, "Rate", "value less than or equal to 1"),
        ({"Name": "ab", "On": 1}, "On", "must be of type boolean"),
        ({"Name": "ab", "At": "today"}, "At", "must be of type timestamp"),
    ],
)
def test_each_broken_rule_is_named_with_its_member(request_: Any, path: str, rule: str) -> None:
    (sentence,) = violations(REQUEST, request_)
    assert f"'{path}'" in sentence
    assert rule in sentence


def test_a_sentence_never_repeats_the_value() -> None:
    canary = "Canary-value"
    request_ = {"Name": canary, "Colour": canary, "Names": [canary], "Labels": {canary: canary}, "On": canary}
    sentences = list(violations(REQUEST, request_))
    assert len(sentences) >= 5
    assert not any(canary in sentence for sentence in sentences)


def test_a_response_may_hold_nothing_that_the_model_lacks() -> None:
    (sentence,) = violations(REQUEST, {"Name": "ab", "Extra": 1}, closed=True)
    assert sentence == "'Extra' is not a member of Request"


@pytest.mark.parametrize("service", ["xray", "personalize", "personalize-runtime", "personalize-events"])
def test_every_pattern_of_the_models_in_use_can_be_checked(service: str) -> None:
    model = ModelledApi(service, {}, "").model
    shapes = [model.shape_for(name) for name in model.shape_names]
    patterned = [shape for shape in shapes if shape.type_name == "string" and "pattern" in shape.metadata]
    assert patterned
    for shape in patterned:
        assert all("constraint" in sentence for sentence in violations(shape, "x" * shape.metadata.get("min", 1)))
