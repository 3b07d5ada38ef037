"""Both functions as they are deployed, with real clients against an AWS in memory (moto) and a Personalize."""

import importlib
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import botocore.session
import pytest
from moto import mock_aws

from tests.integration.faults import Faults, session_with_models

REGION = "eu-west-1"
ACCOUNT = "123456789012"  # moto's
INTERESTS, OFFERS, CATALOGUE = "CustomerInterest", "cxe-test-offers", "cxe-test-catalogue"
TOPIC_ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:cxe-test-offers"
CAMPAIGN_ARN = f"arn:aws:personalize:{REGION}:{ACCOUNT}:campaign/cxe-test"

_COMMON = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
    "ENVIRONMENT": "test",
    "POWERTOOLS_LOG_LEVEL": "DEBUG",
    "POWERTOOLS_METRICS_NAMESPACE": "CustomerExperience",
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
    "OFFERS_PER_EVENT": "2",
    "OFFERS_TABLE": OFFERS,
    "OFFERS_TOPIC_ARN": TOPIC_ARN,
    "OFFER_VALIDITY_HOURS": "24",
    "PERSONALIZE_CAMPAIGN_ARN": CAMPAIGN_ARN,
    "PERSONALIZE_REGION": REGION,
}

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Credentials and a Region, and no other setting of the machine's."""
    for name, value in _COMMON.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    # No waits between botocore's attempts: what is tested is what happens after the last one.
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    with mock_aws():
        yield


@dataclass
class Cloud:
    """Our own clients, to look at what the functions did."""

    dynamodb: Any
    sns: Any
    sqs: Any

    def create_table(self, name: str, *keys: str, index: tuple[str, str] | None = None) -> None:
        attributes = dict.fromkeys((*keys, *(index or ())[:1]), "S") | ({index[1]: "N"} if index else {})
        indexes = {"GlobalSecondaryIndexes": [_index("by-category", *index)]} if index else {}
        self.dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": kind} for key, kind in attributes.items()],
            KeySchema=_keys(*keys),
            **indexes,
        )

    def items(self, table: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.dynamodb.scan(TableName=table)["Items"]
        return found

    def put_catalogue_item(
        self, item_id: str, popularity: int, *locations: str, category: str = "organic_food"
    ) -> None:
        self.dynamodb.put_item(
            TableName=CATALOGUE,
            Item={
                "item_id": {"S": item_id},
                "title": {"S": f"Title of {item_id}"},
                "category": {"S": category},
                "price": {"N": "64.90"},
                "currency": {"S": "ZAR"},
                "locations": {"SS": list(locations)},
                "popularity": {"N": str(popularity)},
            },
        )


def _keys(*names: str) -> list[dict[str, str]]:
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"), strict=False)]


def _index(name: str, *keys: str) -> dict[str, Any]:
    return {"IndexName": name, "KeySchema": _keys(*keys), "Projection": {"ProjectionType": "ALL"}}


@pytest.fixture
def cloud(environment: None) -> Cloud:
    """Tables, a topic and a small catalogue."""
    session = session_with_models()
    made = Cloud(*(session.create_client(service, region_name=REGION) for service in ("dynamodb", "sns", "sqs")))
    made.create_table(INTERESTS, "customer_id", "event_id")
    made.create_table(OFFERS, "event_id")
    made.create_table(CATALOGUE, "item_id", index=("category", "popularity"))
    made.put_catalogue_item("tea", 30, "cape town")
    made.put_catalogue_item("butter", 20, "everywhere")
    made.put_catalogue_item("bread", 10, "cape town")
    made.put_catalogue_item("baguette", 90, "paris")
    made.sns.create_topic(Name=TOPIC_ARN.rpartition(":")[2])
    return made


@dataclass
class Queue:
    """A subscribed queue with raw delivery."""

    sqs: Any
    url: str

    def messages(self) -> list[dict[str, Any]]:
        """Every message that waits, as SQS gives it."""
        found: list[dict[str, Any]] = []
        while batch := self.sqs.receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages"):
            found += batch
            for message in batch:
                self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return found

    def offers(self) -> list[dict[str, Any]]:
        return [json.loads(message["Body"]) for message in self.messages()]


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


@dataclass
class Personalize:
    """What the campaign answers: a status, a body and how long it takes. Keeps what it was asked."""

    item_ids: tuple[str, ...] = ("tea", "butter")
    status: int = 200
    error_code: str = ""
    seconds: float = 0
    requests: list[dict[str, Any]] = field(default_factory=list)
    trace_headers: list[str | None] = field(default_factory=list)

    def body(self) -> bytes:
        if self.status != 200:
            return json.dumps({"message": "canary-from-personalize"}).encode()
        items = [{"itemId": item_id, "score": 0.5} for item_id in self.item_ids]
        return json.dumps({"recommendationId": "RID-1", "itemList": items}).encode()


@pytest.fixture
def personalize(environment: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Personalize]:
    """A campaign behind HTTP, where the functions' own client looks for it."""
    campaign = Personalize()

    class Runtime(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            campaign.requests.append(json.loads(self.rfile.read(length)))
            campaign.trace_headers.append(self.headers.get("X-Amzn-Trace-Id"))
            if campaign.seconds:
                wait_for.wait(campaign.seconds)
            body = campaign.body()
            self.send_response(campaign.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if campaign.error_code:
                self.send_header("x-amzn-ErrorType", campaign.error_code)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that gave up waiting is part of a test."""

    wait_for = threading.Event()
    server = Server(("127.0.0.1", 0), Runtime)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL_PERSONALIZE_RUNTIME", f"http://127.0.0.1:{server.server_port}")
    yield campaign
    wait_for.set()
    server.shutdown()
    server.server_close()
    thread.join()


class _StandardOutput:
    """Standard output as it is when it is written to: pytest changes it between a fixture and its test."""

    def write(self, text: str) -> None:
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
    monkeypatch.setattr(botocore.session, "get_session", made.session)
    return made


@pytest.fixture
def ingest(cloud: Cloud, faults: Faults, monkeypatch: pytest.MonkeyPatch) -> Handler:
    """The ingest function, started."""
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
