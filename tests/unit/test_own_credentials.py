"""A test's credentials are its own: the tests after it in the same process have others."""

import boto3
import pytest

from tests.conftest import forget_the_callers_settings


@pytest.mark.parametrize("key", ["111111111111", "222222222222"])
def test_a_client_has_the_credentials_of_its_own_test(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "placeholder")

    client = boto3.client("sts", region_name="eu-west-1")

    assert client._request_signer._credentials.access_key == key  # what it would sign with


def test_a_callers_profile_endpoint_and_proxy_reach_no_test() -> None:
    environment = {"AWS_PROFILE": "nobody", "AWS_ENDPOINT_URL_SQS": "elsewhere", "HTTP_PROXY": "p", "HOME": "h"}

    forget_the_callers_settings(environment)

    direct = "127.0.0.1,localhost"
    assert environment == {"HTTP_PROXY": "p", "HOME": "h", "NO_PROXY": direct, "no_proxy": direct}
