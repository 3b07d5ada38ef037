"""Clients of the AWS services that functions call: a function makes them once, when it starts.

They are botocore's: importing boto3 would cost a cold start about 30 ms of CPU more. The endpoint comes from the
environment (``AWS_ENDPOINT_URL``), so that the same code runs against an emulator.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, Protocol, cast

import botocore.session
from botocore.config import Config

from shared.aws.call_time import TimedEvents
from shared.aws.responses import Calls, refuse_foreign
from shared.aws.trust import Trust
from shared.call_limits import CONNECT_SECONDS, READ_SECONDS


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


class S3Writer(Protocol):
    """The part of the S3 client that writes."""

    def put_object(self, **request: object) -> dict[str, Any]:
        """Write an object, over what is there."""
        ...


class S3Lister(Protocol):
    """The part of the S3 client that lists."""

    def list_objects_v2(self, **request: object) -> dict[str, Any]:
        """List up to 1,000 objects, in the order of their keys."""
        ...


class S3(S3Writer, S3Lister, Protocol):
    """All of the S3 client that is used."""


class PersonalizeRuntime(Protocol):
    """The part of the Personalize runtime client that is used."""

    def get_recommendations(self, **request: object) -> dict[str, Any]:
        """Ask for items for a user."""
        ...


class Clients:
    """Makes clients from one botocore session, since a session takes long to make.

    ``after_call`` handles every response (botocore's event ``after-call``). ``connections`` is how many calls to a
    service may run at once. Calls raise :data:`~shared.aws.failures.AWS_FAILURES` and nothing else. None takes longer
    than :data:`~shared.call_limits.CALL_SECONDS` of ``clock``.
    """

    def __init__(
        self,
        after_call: Callable[..., None] | None = None,
        connections: int = 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        # urllib3 warns of a header that it cannot read, and repeats its value.
        logging.getLogger("urllib3").setLevel(logging.CRITICAL)
        self._connections = connections
        self._trust = Trust()
        self._session = botocore.session.Session(event_hooks=TimedEvents(clock))
        if after_call is not None:
            self._session.register("after-call", after_call)
        self._session.register("before-parse", refuse_foreign)

    def dynamodb(self) -> DynamoDb:
        """Return a client for tables."""
        return cast(DynamoDb, self._client("dynamodb", attempts=3))

    def sns(self) -> Sns:
        """Return a client for topics."""
        return cast(Sns, self._client("sns", attempts=3))

    def s3(self) -> S3:
        """Return a client for buckets. Making it takes 45 ms of CPU, so make it when it is needed."""
        return cast(S3, self._client("s3", attempts=3))

    def personalize_runtime(self, region: str) -> PersonalizeRuntime:
        """Return a client for campaigns in ``region``, without retries: the next strategy is quicker."""
        return cast(PersonalizeRuntime, self._client("personalize-runtime", attempts=1, region=region))

    def _client(self, service: str, attempts: int, region: str | None = None) -> object:
        client = self._session.create_client(
            service,
            region_name=region,
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                max_pool_connections=self._connections,
                retries={"mode": "standard", "total_max_attempts": attempts},
            ),
        )
        self._trust.share(client)
        return Calls(client)
