"""An X-Ray API of its own for every test, through boto3."""

from typing import Any

import pytest

from local.modelled_api import ModelledApi
from local.xray.service import make_api
from local.xray.store import Store
from tests.local.modelled_api.in_process import client_for


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def api(store: Store) -> ModelledApi:
    return make_api(store, lambda kind, name: f"arn:aws:xray:eu-west-1:000000000000:{kind}/{name}")


@pytest.fixture
def xray(api: ModelledApi) -> Any:
    return client_for(api)
