"""How the functions' clients call AWS."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ClientError

from shared.aws.clients import Clients

MAKERS: dict[str, Callable[[Clients], Any]] = {
    "dynamodb": lambda clients: clients.dynamodb(),
    "sns": lambda clients: clients.sns(),
    "s3": lambda clients: clients.s3(),
    "personalize-runtime": lambda clients: clients.personalize_runtime("eu-central-1"),
}


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }.items():
        monkeypatch.setenv(name, value)


def ignore(**_: object) -> None:
    """Hear of an answer."""


def test_a_client_needs_nobody_who_hears_of_responses() -> None:
    assert Clients().s3().list_objects_v2


@pytest.mark.parametrize(("service", "attempts"), [("dynamodb", 3), ("sns", 3), ("s3", 3), ("personalize-runtime", 1)])
def test_a_call_ends_within_seconds_and_is_tried_so_often(service: str, attempts: int) -> None:
    meta = MAKERS[service](Clients(ignore)).meta
    assert meta.service_model.service_name == service
    assert (meta.config.connect_timeout, meta.config.read_timeout) == (1, 1)
    assert meta.config.retries == {"mode": "standard", "total_max_attempts": attempts}


def test_a_campaign_is_in_a_region_of_its_own_and_all_else_in_the_functions() -> None:
    clients = Clients(ignore)
    regions = {service: make(clients).meta.region_name for service, make in MAKERS.items()}
    assert regions == dict.fromkeys(MAKERS, "eu-west-1") | {"personalize-runtime": "eu-central-1"}


def test_as_many_calls_may_be_under_way_as_is_said_and_one_unless_it_is() -> None:
    assert Clients(ignore).dynamodb().meta.config.max_pool_connections == 1
    assert Clients(ignore, connections=32).dynamodb().meta.config.max_pool_connections == 32


def test_every_response_reaches_who_wants_to_hear_of_it() -> None:
    heard: list[str] = []
    client: Any = Clients(lambda parsed, **_: heard.append(parsed["Error"]["Code"])).sns()

    def response(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        response = AWSResponse(request.url, 404, {}, None)
        response._content = b"<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code></Error></ErrorResponse>"
        return response

    client.meta.events.register("before-send.sns", response)
    with pytest.raises(ClientError):
        client.publish(TopicArn="arn:aws:sns:eu-west-1:000000000000:t", Message="m")
    assert heard == ["NotFound"]


def test_urllib3_says_nothing_of_headers_that_it_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    logger = logging.getLogger("urllib3")
    monkeypatch.setattr(logger, "level", logging.NOTSET)
    Clients(ignore)
    assert logger.level == logging.CRITICAL
