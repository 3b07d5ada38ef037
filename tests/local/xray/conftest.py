"""An X-Ray API of its own for every test, through boto3."""

from typing import Any

import pytest

from local.modelled_api import ModelledApi
from local.xray.policies import ResourcePolicies
from local.xray.sampling import SamplingRules
from local.xray.service import make_api
from local.xray.store import Account
from tests.support.local.modelled_api.in_process import client_for
from tests.support.local.xray.documents import arn


@pytest.fixture
def store() -> Account:
    return Account()


@pytest.fixture
def rules() -> SamplingRules:
    return SamplingRules(arn)


@pytest.fixture
def api(store: Account, rules: SamplingRules) -> ModelledApi:
    return make_api(store, arn, rules, ResourcePolicies())


@pytest.fixture
def xray(api: ModelledApi) -> Any:
    return client_for(api)
