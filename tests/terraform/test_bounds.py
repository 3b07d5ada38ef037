"""A function takes every value that Terraform lets through, and nothing beside: the bounds stand in both."""

import re
from collections.abc import Callable
from itertools import chain

import pytest
import tftest

from shared.settings import CommonSettings, IngestSettings, RecommenderSettings, SettingsError
from tests.support.terraform.workspace import CONFIGURATION, planned_resources

PlanOf = Callable[[str], tftest.TerraformPlanOutput]
SETTINGS: dict[str, type[CommonSettings]] = {"ingest": IngestSettings, "recommender": RecommenderSettings}
VARIABLES = "".join(path.read_text() for path in CONFIGURATION.glob("variables*.tf"))
BOUNDS = re.compile(r"= var\.(\w+) >= (\d+) && var\.\1 <= (\d+) && floor")


def bounds() -> dict[str, tuple[int, int]]:
    """Return variable => the least and the greatest whole number that it may be, where a function gets it."""
    given = set(chain.from_iterable(settings.environment_names() for settings in SETTINGS.values()))
    found = {name: (int(least), int(greatest)) for name, least, greatest in BOUNDS.findall(VARIABLES)}
    return {name: limits for name, limits in found.items() if name.upper() in given}


@pytest.mark.parametrize("variable", bounds())
def test_a_function_refuses_what_terraform_refuses_and_takes_the_rest(variable: str, plan_of: PlanOf) -> None:
    (function,) = (name for name, each in SETTINGS.items() if variable.upper() in each.environment_names())
    planned = planned_resources(plan_of("dev"))[f"module.{function}.aws_lambda_function.this"]
    environment = planned["values"]["environment"][0]["variables"]
    least, greatest = bounds()[variable]

    for number in (least, greatest):
        SETTINGS[function].from_environment({**environment, variable.upper(): str(number)})
    for number in (least - 1, greatest + 1):
        with pytest.raises(SettingsError, match=variable.upper()):
            SETTINGS[function].from_environment({**environment, variable.upper(): str(number)})


def test_every_whole_number_of_a_function_has_bounds_in_terraform() -> None:
    numbers = {
        name.lower()
        for settings in SETTINGS.values()
        for name in settings.environment_names()
        if settings.__annotations__.get(name.lower()) is int
    }
    assert set(bounds()) == numbers
