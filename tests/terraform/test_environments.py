"""Every environment plans from its committed values, without a network, and differs from the others in values alone."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import tftest
import yaml

from recommender.domain.publishing import PUBLISH_MS
from shared.budget import RECORD_MS
from shared.call_limits import CALL_SECONDS
from shared.settings import ENVIRONMENT_NAME, CommonSettings, IngestSettings, RecommenderSettings, WatchSettings
from tests.support.fault_matrix import row
from tests.support.terraform.inventory import differences
from tests.support.terraform.workspace import CONFIGURATION, ENVIRONMENTS, Terraform, planned_resources

PlanOf = Callable[[str], tftest.TerraformPlanOutput]
SETTINGS: dict[str, type[CommonSettings]] = {
    "ingest": IngestSettings,
    "recommender": RecommenderSettings,
    "watch": WatchSettings,
}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_an_environment_plans_its_inventory_without_a_network(environment: str, plan_of: PlanOf) -> None:
    inventory = yaml.safe_load((Path(__file__).parent / "environments" / f"{environment}.yaml").read_text())

    assert differences(inventory, planned_resources(plan_of(environment))) == []


def test_all_environments_plan_the_same_resources_but_for_who_posts_who_consumes_and_how_much_is_watched(
    plan_of: PlanOf,
) -> None:
    local, dev, prod = (shared(planned_resources(plan_of(environment))) for environment in ENVIRONMENTS)

    assert local == dev == prod


def test_a_client_of_one_environment_alone_is_no_difference() -> None:
    client = 'module.storefront_api.aws_api_gateway_api_key.client["kiosk"]'
    table = "module.offers_table.aws_dynamodb_table.this"

    assert shared({client: {}, table: {}}) == {table}


def shared(planned: Mapping[str, object]) -> set[str]:
    """Return the addresses that no client, no consumer and no alarm of an environment has by its name."""
    own = re.compile(r'\.client\["|^module\.offer_subscription\["|^module\.monitoring\.aws_cloudwatch_\w+_alarm\.')
    return {each for each in planned if not own.search(each)}


def test_a_copy_of_devs_values_under_another_name_plans_the_same_resources_under_that_name(
    root: Terraform, plan_of: PlanOf, tmp_path: Path
) -> None:
    staging = tmp_path / "staging.tfvars"
    dev = (CONFIGURATION / "environments" / "dev.tfvars").read_text()
    staging.write_text(dev.replace('= "dev"', '= "staging"'))

    planned = planned_resources(root.planned(f"-var-file={staging}", verify_account="false"))

    assert set(planned) == set(planned_resources(plan_of("dev")))
    functions = [each["values"]["function_name"] for each in planned.values() if each["type"] == "aws_lambda_function"]
    assert sorted(functions) == ["cxe-staging-ingest", "cxe-staging-recommender", "cxe-staging-watch"]


def test_an_environment_may_be_called_what_the_functions_take() -> None:
    assert f'regex("^{ENVIRONMENT_NAME}$", var.environment)' in (CONFIGURATION / "variables_deployment.tf").read_text()


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_nothing_is_read_from_aws_to_make_a_plan(environment: str, plan_of: PlanOf) -> None:
    assert '"mode": "data"' not in json.dumps(plan_of(environment)["configuration"])


def test_no_apply_prints_keys_or_how_consumers_are_reached(plan_of: PlanOf) -> None:
    outputs = plan_of("dev")["configuration"]["root_module"]["outputs"]

    assert {name for name, output in outputs.items() if output.get("sensitive")} == {"api_key", "api_keys", "consumers"}


@pytest.mark.parametrize("function", SETTINGS)
def test_a_function_gets_exactly_the_environment_that_it_checks(function: str, plan_of: PlanOf) -> None:
    for environment in ENVIRONMENTS:
        planned = planned_resources(plan_of(environment))[f"module.{function}.aws_lambda_function.this"]
        variables = planned["values"]["environment"][0]["variables"]

        assert tuple(sorted(variables)) == SETTINGS[function].environment_names()
        SETTINGS[function].from_environment(variables)


def test_the_shortest_timeout_leaves_the_recommender_time_to_begin_a_record() -> None:
    variables = (CONFIGURATION / "variables_functions.tf").read_text()
    least = re.search(r"var\.recommender\.timeout_seconds >= (\d+)", variables)

    assert least
    assert int(least[1]) * 1000 > RECORD_MS + PUBLISH_MS
    assert f"the last {(RECORD_MS + PUBLISH_MS) // 1000} s of" in variables


def test_the_watch_has_time_for_its_one_call(plan_of: PlanOf) -> None:
    timeout = planned_resources(plan_of("prod"))["module.watch.aws_lambda_function.this"]["values"]["timeout"]

    assert timeout > CALL_SECONDS


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_an_environment_on_aws_plans_no_trace_of_an_emulator(environment: str, plan_of: PlanOf) -> None:
    committed = (CONFIGURATION / "environments" / f"{environment}.tfvars").read_text()
    planned = json.dumps(plan_of(environment)["planned_values"])

    for text in (committed, planned):
        assert not re.search(r"emulator|localhost|127\.0\.0\.1|verify_account|0{12}", text)


def test_a_campaign_is_the_only_one_that_the_recommender_may_ask(root: Terraform, plan_of: PlanOf) -> None:
    campaign = "arn:aws:personalize:eu-west-1:111111111111:campaign/offers"
    plan = root.planned("-var-file=environments/dev.tfvars", verify_account="false", personalize_campaign_arn=campaign)

    def personalize(of: tftest.TerraformPlanOutput) -> list[dict[str, object]]:
        policy = planned_resources(of)["module.recommender.aws_iam_role_policy.this"]["values"]["policy"]
        return [each for each in json.loads(policy)["Statement"] if "personalize" in str(each["Action"])]

    assert personalize(plan) == [
        {
            "Sid": "GetRecommendations",
            "Effect": "Allow",
            "Action": ["personalize:GetRecommendations"],
            "Resource": [campaign],
        }
    ]
    assert personalize(plan_of("dev")) == []


@row("table deleted")
def test_tables_of_production_refuse_to_be_deleted_and_can_be_restored_to_any_moment(plan_of: PlanOf) -> None:
    planned = planned_resources(plan_of("prod")).values()
    tables = [resource["values"] for resource in planned if resource["type"] == "aws_dynamodb_table"]

    assert len(tables) == 5
    for table in tables:
        assert table["deletion_protection_enabled"]
        assert table["point_in_time_recovery"][0]["enabled"]
