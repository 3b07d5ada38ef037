"""Clients of the AWS services that the functions call, made when a function starts and kept.

They are botocore's own, as boto3's clients are; not importing boto3 itself saves about 30 ms of CPU per cold start.
The endpoint comes from the environment (``AWS_ENDPOINT_URL``), so that the same code runs against an emulator.
"""

import logging
from collections.abc import Callable
from typing import Any, Protocol, cast

import botocore.session
from botocore.config import Config

from shared.answers import Calls, refuse_foreign


class DynamoDb(Protocol):
    """The part of the DynamoDB client that is used."""

    def put_item(self, **request: object) -> dict[str, Any]:
        """Write an item."""
        ...

    def query(self, **request: object) -> dict[str, Any]:
        """Read items of one partition in order."""
        ...

    def batch_get_item(self, **request: object) -> dict[str, Any]:
        """Read up to 100 items by key."""
        ...

    def get_item(self, **request: object) -> dict[str, Any]:
        """Read an item by key."""
        ...

    def update_item(self, **request: object) -> dict[str, Any]:
        """Change attributes of an item, or make it."""
        ...


class Sns(Protocol):
    """The part of the SNS client that is used."""

    def publish(self, **request: object) -> dict[str, Any]:
        """Publish one message."""
        ...

    def publish_batch(self, **request: object) -> dict[str, Any]:
        """Publish up to ten messages."""
        ...


class S3(Protocol):
    """The part of the S3 client that is used."""

    def put_object(self, **request: object) -> dict[str, Any]:
        """Write an object, over what is there."""
        ...


class PersonalizeRuntime(Protocol):
    """The part of the Personalize runtime client that is used."""

    def get_recommendations(self, **request: object) -> dict[str, Any]:
        """Ask for items for a user."""
        ...


class Clients:
    """Makes clients from one botocore session, since a session is the dear part.

    ``after_call`` is told of every answer (botocore's event ``after-call``). ``connections`` is how many calls to a
    service may be under way at once. Calls raise :data:`~shared.failures.AWS_FAILURES` and nothing else.
    """

    def __init__(self, after_call: Callable[..., None], connections: int = 1) -> None:
        # It warns of a header that cannot be read, and repeats it.
        logging.getLogger("urllib3").setLevel(logging.CRITICAL)
        self._connections = connections
        self._session = botocore.session.get_session()
        self._session.register("after-call", after_call)
        self._session.register("before-parse", refuse_foreign)

    def dynamodb(self) -> DynamoDb:
        """Return a client for tables."""
        return cast(DynamoDb, self._client("dynamodb", read_timeout=1.0, attempts=3))

    def sns(self) -> Sns:
        """Return a client for topics."""
        return cast(Sns, self._client("sns", read_timeout=1.0, attempts=3))

    def s3(self) -> S3:
        """Return a client for buckets. Its model is large: 45 ms of CPU that few environments need."""
        return cast(S3, self._client("s3", read_timeout=1.0, attempts=3))

    def personalize_runtime(self, region: str) -> PersonalizeRuntime:
        """Return a client for campaigns in ``region``. It asks once: another strategy is quicker than a second try."""
        client = self._client("personalize-runtime", read_timeout=1.0, attempts=1, region=region)
        return cast(PersonalizeRuntime, client)

    def _client(self, service: str, read_timeout: float, attempts: int, region: str | None = None) -> object:
        # Three attempts of 1 s + 1 s and the waits between them (at most 1 s + 2 s) end within ingest's 10 s.
        # Source: AWS SDKs and Tools Reference Guide, "Retry behavior", standard mode.
        client = self._session.create_client(
            service,
            region_name=region,
            config=Config(
                connect_timeout=1,
                read_timeout=read_timeout,
                max_pool_connections=self._connections,
                retries={"mode": "standard", "total_max_attempts": attempts},
            ),
        )
        return Calls(client)
