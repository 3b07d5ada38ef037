"""The other services in memory: topic, campaign, failure bucket, and the function as the redrive calls it."""

import base64
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.reliability.faults import Faults, client_error

_MESSAGES_PER_CALL, _BYTES_PER_CALL = 10, 256 * 1024


@dataclass
class Topic:
    """The SNS client of a topic; ``bodies`` are what its consumers got, in order."""

    faults: Faults
    bodies: list[str] = field(default_factory=list)

    def publish(self, **request: Any) -> dict[str, Any]:
        return self.faults.call("sns.publish", lambda _: self._take([request]))

    def publish_batch(self, **request: Any) -> dict[str, Any]:
        return self.faults.call(
            "sns.publish_batch", lambda kind: self._take(request["PublishBatchRequestEntries"], kind)
        )

    def _take(self, entries: list[dict[str, Any]], kind: str | None = None) -> dict[str, Any]:
        """Take all ``entries``, or every second one, beginning with none: as often a batch of one fails."""
        size = sum(len(json.dumps([each["Message"], each["MessageAttributes"]]).encode()) for each in entries)
        ids = {each.get("Id") for each in entries}
        if not entries or len(entries) > _MESSAGES_PER_CALL or size > _BYTES_PER_CALL or len(ids) < len(entries):
            raise client_error("InvalidParameter", "PublishBatch")
        failed = entries[::2] if kind == "partly" else []
        taken = [each for each in entries if each not in failed]
        self.bodies += [each["Message"] for each in taken]
        return {
            "Successful": [{"Id": each.get("Id")} for each in taken],
            "Failed": [{"Id": each.get("Id"), "Code": "InternalError", "SenderFault": False} for each in failed],
        }


@dataclass
class Ask:
    """What the campaign was asked and when (seconds); ``item_ids`` is its answer, None when there was none."""

    customer_id: str
    context: Mapping[str, str]
    at: float
    item_ids: tuple[str, ...] | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Whom the answer is for, and in which context."""
        return self.customer_id, self.context["INTEREST"], self.context["LOCATION"]


@dataclass
class Personalize:
    """The client of a campaign: ``recommend`` maps customer and context to item ids, or to an AWS error code."""

    faults: Faults
    recommend: Callable[[str, Mapping[str, str]], tuple[str, ...] | str]
    asks: list[Ask] = field(default_factory=list)

    def get_recommendations(self, **request: Any) -> dict[str, Any]:
        ask = Ask(request["userId"], request["context"], self.faults.clock.seconds)
        self.asks.append(ask)
        response = self.faults.call("personalize.get_recommendations", lambda _: self._respond(ask))
        ask.item_ids = tuple(each["itemId"] for each in response["itemList"])
        return response

    def _respond(self, ask: Ask) -> dict[str, Any]:
        chosen = self.recommend(ask.customer_id, ask.context)
        if isinstance(chosen, str):
            raise client_error(chosen, "GetRecommendations")
        return {"recommendationId": "RID-1", "itemList": [{"itemId": item_id} for item_id in chosen]}


@dataclass
class Bucket:
    """The S3 client of the failure bucket, and the session that makes it, as :mod:`local.streams` wants one."""

    objects: dict[str, bytes] = field(default_factory=dict)

    def client(self, service: str, **_: Any) -> "Bucket":
        assert service == "s3"
        return self

    def head_bucket(self, **_: Any) -> dict[str, Any]:
        return {}

    def put_object(self, *, Key: str, Body: bytes, **_: Any) -> dict[str, Any]:  # noqa: N803 - S3's own names
        self.objects[Key] = Body
        return {}

    def get_object(self, *, Key: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        return {"Body": io.BytesIO(self.objects[Key])}

    def delete_object(self, *, Key: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        del self.objects[Key]
        return {}

    def records(self) -> list[list[dict[str, Any]]]:
        """Return the records of each object."""
        return [json.loads(json.loads(body)["payload"])["Records"] for body in self.objects.values()]

    def set_aside(self) -> list[str]:
        """Return the stream's ids of what the function put there itself, each as often as it is there."""
        documents = [json.loads(body) for body in self.objects.values()]
        kept = [each for each in documents if each["requestContext"]["condition"] == "SetAside"]
        return [record["eventID"] for each in kept for record in json.loads(each["payload"])["Records"]]


@dataclass
class OwnBucket:
    """The function's own S3 client of the failure ``bucket``; ``kept`` are the stream's ids of what it put there."""

    faults: Faults
    bucket: Bucket
    kept: list[str] = field(default_factory=list)

    def put_object(self, **request: Any) -> dict[str, Any]:
        return self.faults.call("s3.put_object", lambda _: self._put(request))

    def _put(self, request: dict[str, Any]) -> dict[str, Any]:
        self.kept += [record["eventID"] for record in json.loads(json.loads(request["Body"])["payload"])["Records"]]
        return self.bucket.put_object(**request)


@dataclass
class FunctionClient:
    """The Lambda client of the recommender: ``run`` handles an event, and returns its answer (None: it failed)."""

    run: Callable[[dict[str, Any]], tuple[dict[str, Any] | None, str]]

    def invoke(self, **request: Any) -> dict[str, Any]:
        response, log = self.run(json.loads(request["Payload"]))
        payload = {"errorType": "Runtime.ExitError"} if response is None else response
        return {
            "Payload": io.BytesIO(json.dumps(payload).encode()),
            "LogResult": base64.b64encode(log.encode()[-4096:]).decode(),
            "ResponseMetadata": {"RequestId": "r"},
            **({"FunctionError": "Unhandled"} if response is None else {}),
        }
