"""The README's commands that bring a stack of their own: the demo, and those for AWS."""

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from local.ports import port_is_open
from local.stack import Stack
from tests.support.checkout import Checkout, copy_working_tree
from tests.support.docs.beliefs import proofs
from tests.support.docs.blocks import under
from tests.support.docs.running import path_with_aws
from tools.paths import ROOT

README = "README.md"
TOP = "Real-time personalised customer experience engine"
ON_AWS = "On AWS"
ACCOUNT_OF_THE_STACK = "000000000000"
LOCAL_ALONE = 'var.environment == "local"'

pytestmark = [pytest.mark.local_only, pytest.mark.own_stack]


def test_make_demo_shows_an_offer_that_suits_and_its_trace(checkout: Checkout, demo: str) -> None:
    command = under(README, TOP, "sh")[0].splitlines()[0]
    assert command.split("#")[0].strip() == "make demo"

    assert "202" in demo
    assert "organic_food" in demo
    assert "chosen by personalize" in demo
    assert re.search(r"cxe-local-ingest\s+AWS::Lambda", demo)
    assert re.search(r"cxe-local-recommender\s+AWS::Lambda", demo)


def test_make_demo_leaves_nothing_behind(checkout: Checkout, demo: str) -> None:
    port = int(re.search(r"http://127\.0\.0\.1:(\d+)", demo)[1])

    assert not port_is_open(port)
    assert not (checkout.path / ".local" / "demo").exists()


BUCKET = """
bucket                      = "cxe-dev-terraform-state"
key                         = "pipeline.tfstate"
region                      = "{region}"
use_lockfile                = true
use_path_style              = true
skip_credentials_validation = true
skip_metadata_api_check     = true
skip_requesting_account_id  = true
endpoints                   = {{ s3 = "{endpoint}" }}
"""
# What stands in for the account has no such service.
NOT_EMULATED = ("aws accessanalyzer",)


@pytest.mark.timeout(900)  # a deployment from nothing, its tests, and its end
def test_the_commands_for_aws_deploy_an_environment_and_remove_it(
    tmp_path: Path, figures: Callable[[str, str], None]
) -> None:
    """A local stack stands in for the account that a reader puts into ``dev.tfvars``, which takes leave to say so."""
    checkout = copy_working_tree(tmp_path)
    variables = tmp_path / "terraform" / "variables_deployment.tf"
    assert LOCAL_ALONE in variables.read_text()
    variables.write_text(variables.read_text().replace(LOCAL_ALONE, "true"))
    values = tmp_path / "terraform" / "environments" / "dev.tfvars"
    placeholder = re.search(r'aws_account_id\s*=\s*"(\d+)"', values.read_text())[1]
    values.write_text(values.read_text().replace(placeholder, ACCOUNT_OF_THE_STACK))
    shutil.copy(ROOT / "tests" / "docs" / "catalogue.jsonl", tmp_path)
    (plan, apply), (catalogue,), (prove, destroy) = (text.splitlines() for text in under(README, ON_AWS, "sh"))

    with Stack(iam=True) as stack:
        account = {
            "AWS_ENDPOINT_URL": stack.endpoint,
            "AWS_REGION": stack.region,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "TF_VAR_emulator_endpoint": stack.endpoint,
        }
        gateway = stack.client("apigateway")
        give, take = under("terraform/README.md", "What belongs to the account", "sh")
        assert "make gateway-logs ENV=dev" in checkout.run(plan, expect=2, **account)
        checkout.run(give, **account)
        logs_by = gateway.get_account()["cloudwatchRoleArn"]
        assert "to add, 0 to change, 0 to destroy" in checkout.run(plan, **account)
        checkout.run(f"echo yes | {apply}", **account)
        assert "2 items in cxe-dev-catalogue" in checkout.run(catalogue, **account)
        move_the_state_to_a_bucket(checkout, stack, account)
        # The shared stacks are proved with hundreds of posts, and by storefronts' tools, already.
        elsewhere = "tests/e2e/storefront_tools"
        left_out = shlex.join(f"--deselect={each}" for each in [*beliefs_not_emulated(), elsewhere])
        passed = checkout.run(prove, **account, PYTEST_ADDOPTS=f"-m 'not volume' -v {left_out}")
        assert passed.count("test_a_belief_is_right") == len(proofs()) - len(beliefs_not_emulated())
        assert "Destroy complete!" in checkout.run(f"echo yes | {destroy}", **account)
        assert gateway.get_account()["cloudwatchRoleArn"] == logs_by
        checkout.run(take, **account, PATH=path_with_aws(figures))
        assert not gateway.get_account().get("cloudwatchRoleArn")


def move_the_state_to_a_bucket(checkout: Checkout, stack: Stack, account: dict[str, str]) -> None:
    """Do what terraform/README.md says of it, and see that nothing is lost or made twice on the way."""
    where = {"LocationConstraint": stack.region}
    stack.client("s3").create_bucket(Bucket="cxe-dev-terraform-state", CreateBucketConfiguration=where)
    backend = checkout.path / "terraform" / "environments" / "dev.s3.tfbackend"
    backend.write_text(BUCKET.format(region=stack.region, endpoint=stack.endpoint))
    (move,) = under("terraform/README.md", "Where the state is", "sh")[:1]

    assert "is in two places" in checkout.run("make plan ENV=dev", expect=2, **account)
    checkout.run(f"echo yes | {move}", **account)
    assert "No changes." in checkout.run("make plan ENV=dev ARGS=-detailed-exitcode", **account)

    elsewhere = backend.rename(checkout.path / "somewhere")
    assert "a second time" in checkout.run("echo yes | make apply ENV=dev", expect=2, **account)
    assert "no terraform/environments/dev.s3.tfbackend" in checkout.run(
        "make apply ENV=dev BACKEND=s3", expect=2, **account
    )
    elsewhere.rename(backend)


def beliefs_not_emulated() -> list[str]:
    """Return the tests of beliefs that only AWS can pass, as pytest names them."""
    found = [proof.command for proof in proofs() if proof.command.startswith(NOT_EMULATED)]
    return [f"tests/e2e/test_beliefs.py::test_a_belief_is_right[{command}]" for command in found]
