"""The functions as they are deployed, with real clients against an AWS in memory (moto) and a Personalize."""

import functools
import importlib
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import botocore.session
import pytest
from botocore.client import BaseClient
from moto import mock_aws
from moto.dynamodb.models import DynamoDBBackend

from tests.support.integration.cloud import (
    ACCOUNT,
    CAMPAIGN_ARN,
    CATALOGUE,
    CUSTOMERS,
    FAILURES,
    INTERESTS,
    LISTINGS,
    OFFERS,
    REGION,
    TOPIC_ARN,
    Cloud,
    Queue,
)
from tests.support.integration.faults import Faults, session_with_models
from tests.support.integration.personalize import Personalize
from tests.support.logs import complaints, own_lines
from tests.support.tables import INDEXES, KEYS

_COMMON = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
    "ENVIRONMENT": "test",
    "POWERTOOLS_LOG_LEVEL": "DEBUG",
    "POWERTOOLS_LOGGER_SAMPLE_RATE": "0",
    "POWERTOOLS_METRICS_NAMESPACE": "CustomerExperience",
    "PSEUDONYM_KEY": "a key of more than 32 characters, for tests",
    "TRACING_ENABLED": "true",
}
_INGEST = {
    "POWERTOOLS_SERVICE_NAME": "ingest",
    "CORS_ALLOWED_ORIGINS": "*",
    "INTEREST_TABLE": INTERESTS,
    "INTEREST_TTL_DAYS": "30",
}
_RECOMMENDER = {
    "POWERTOOLS_SERVICE_NAME": "recommender",
    "CATALOGUE_TABLE": CATALOGUE,
    "CUSTOMERS_TABLE": CUSTOMERS,
    "FAILURE_BUCKET": FAILURES,
    "LAST_GOOD_MAX_AGE_HOURS": "24",
    "OFFERS_PER_CUSTOMER_PER_DAY": "0",
    "OFFERS_PER_EVENT": "2",
    "OFFERS_TABLE": OFFERS,
    "OFFERS_TOPIC_ARN": TOPIC_ARN,
    "OFFER_VALIDITY_HOURS": "24",
    "PERSONALIZE_CAMPAIGN_ARN": CAMPAIGN_ARN,
    "PERSONALIZE_REGION": REGION,
}

_WATCH = {
    "POWERTOOLS_SERVICE_NAME": "watch",
    "FAILURE_BUCKET": FAILURES,
}

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Credentials and a Region, and no other setting of the machine's."""
    for name, value in _COMMON.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    # DynamoDB looks at a condition and writes in one step; moto lets other threads in between.
    one_at_a_time = threading.RLock()
    for name in ("put_item", "update_item"):
        monkeypatch.setattr(DynamoDBBackend, name, _held(one_at_a_time, getattr(DynamoDBBackend, name)))
    # No waits between botocore's attempts: what is tested is what happens after the last one.
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    with mock_aws():
        yield


def _held(lock: AbstractContextManager[Any], write: Callable[..., Any]) -> Callable[..., Any]:
    def held(*arguments: Any, **named: Any) -> Any:
        with lock:
            return write(*arguments, **named)

    return held


@functools.cache
def _clients() -> list[BaseClient]:
    """Return clients of DynamoDB, SNS and SQS, made once: moto answers them in every test with what that test has."""
    session = session_with_models()
    return [session.create_client(service, region_name=REGION) for service in ("dynamodb", "s3", "sns", "sqs")]


@pytest.fixture
def cloud(environment: None) -> Cloud:
    """Tables, a topic, an empty failure bucket and a small catalogue."""
    made = Cloud(*_clients())
    tables = {"interests": INTERESTS, "offers": OFFERS, "customers": CUSTOMERS}
    for table, name in {**tables, "catalogue": CATALOGUE, "listings": LISTINGS}.items():
        made.create_table(name, *KEYS[table], **INDEXES[table])
    made.put_catalogue_item("tea", 30, "cape town")
    made.put_catalogue_item("butter", 20, "everywhere")
    made.put_catalogue_item("bread", 10, "cape town")
    made.put_catalogue_item("baguette", 90, "paris")
    made.s3.create_bucket(Bucket=FAILURES, CreateBucketConfiguration={"LocationConstraint": REGION})
    made.sns.create_topic(Name=TOPIC_ARN.rpartition(":")[2])
    return made


@pytest.fixture
def queue(cloud: Cloud) -> Queue:
    """A consumer of the offers topic."""
    url = cloud.sqs.create_queue(QueueName="consumer")["QueueUrl"]
    cloud.sns.subscribe(
        TopicArn=TOPIC_ARN,
        Protocol="sqs",
        Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:consumer",
        Attributes={"RawMessageDelivery": "true"},
    )
    return Queue(cloud.sqs, url)


@pytest.fixture
def personalize(environment: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Personalize]:
    """A campaign behind HTTP, where the functions' own client looks for it."""
    campaign = Personalize()
    with campaign.served() as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_PERSONALIZE_RUNTIME", url)
        yield campaign


_written: list[str] = []


@pytest.fixture(autouse=True)
def every_line_is_a_log_event_of_the_contract() -> Iterator[None]:
    """Hold all that the functions' loggers wrote in a test against contracts/log-event.v1.schema.json."""
    _written.clear()
    yield
    assert [said for line in own_lines("".join(_written).splitlines()) for said in complaints(line)] == []


class _StandardOutput:
    """Standard output as it is when it is written to: pytest changes it between a fixture and its test."""

    def write(self, text: str) -> None:
        _written.append(text)
        sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


def fresh_handler(function: str) -> Handler:
    """Import a function as a cold start does: settings read, clients made."""
    for name in [name for name in sys.modules if name.partition(".")[0] == function]:
        del sys.modules[name]
    handler: Handler = importlib.import_module(f"{function}.handler").handler
    for output in logging.getLogger(function).handlers:
        assert isinstance(output, logging.StreamHandler)
        output.setStream(_StandardOutput())
    return handler


@pytest.fixture
def faults(environment: None, monkeypatch: pytest.MonkeyPatch) -> Faults:
    """Failures of the functions' calls, none at first."""
    made = Faults()
    monkeypatch.setattr(botocore.session, "Session", made.session)
    return made


@pytest.fixture
def ingest(cloud: Cloud, faults: Faults, monkeypatch: pytest.MonkeyPatch) -> Handler:
    """The ingest function, started."""
    return start_ingest(monkeypatch)


def start_ingest(monkeypatch: pytest.MonkeyPatch) -> Handler:
    """Start the ingest function."""
    for name, value in _INGEST.items():
        monkeypatch.setenv(name, value)
    return fresh_handler("ingest")


@pytest.fixture
def start_recommender(
    cloud: Cloud, faults: Faults, personalize: Personalize, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Handler]:
    """Starts the recommender, with changes to its environment."""

    def start(**changes: str) -> Handler:
        for name, value in {**_RECOMMENDER, **changes}.items():
            monkeypatch.setenv(name, value)
        return fresh_handler("recommender")

    return start


@pytest.fixture
def recommender(start_recommender: Callable[..., Handler]) -> Handler:
    """The recommender, started."""
    return start_recommender()


@pytest.fixture
def start_watch(cloud: Cloud, faults: Faults, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Handler]:
    """Starts the watch, with changes to its environment."""

    def start(**changes: str) -> Handler:
        for name, value in {**_WATCH, **changes}.items():
            monkeypatch.setenv(name, value)
        return fresh_handler("watch")

    return start


@pytest.fixture
def watch(start_watch: Callable[..., Handler]) -> Handler:
    """The watch, started."""
    return start_watch()
