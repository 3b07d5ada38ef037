"""Failures between a client and AWS, in the order in which they are wished for."""

import json
from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.client import BaseClient
from botocore.config import Config
from botocore.loaders import Loader
from botocore.session import Session

from tests.support.integration.calls import Permission, permissions

_LOADER = Loader()


def session_with_models(*arguments: Any, **options: Any) -> Session:
    """Return a new botocore session, made with these, that takes service models from memory once they were read."""
    session = Session(*arguments, **options)
    session.register_component("data_loader", _LOADER)
    return session


@dataclass(frozen=True)
class ErrorResponse:
    """AWS answers with an error; the message stands for what a real one may repeat."""

    status: int
    code: str
    message: str = "canary-from-aws"

    def response(self, url: str) -> AWSResponse:
        """Return the answer for the JSON protocol (DynamoDB), the query protocol (SNS) and XML (S3)."""
        if "sns" in url:
            body = (
                '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>'
                f"<Code>{self.code}</Code><Message>{self.message}</Message></Error><RequestId>r</RequestId></ErrorResponse>"
            )
        elif "s3" in url:
            body = f"<Error><Code>{self.code}</Code><Message>{self.message}</Message><RequestId>r</RequestId></Error>"
        else:
            body = json.dumps({"__type": f"com.amazonaws#{self.code}", "message": self.message})
        response = AWSResponse(url, self.status, {"x-amzn-requestid": "r"}, None)
        response._content = body.encode()
        return response


@dataclass
class Faults:
    """What happens to the next requests of an operation, such as ``PutItem``; None lets one through.

    An exception is raised instead of sending; an :class:`ErrorAnswer` comes back; with ``lost`` the request is served
    and its reply lost. The last planned one stays in force. ``needed`` are the permissions of all calls.
    """

    planned: dict[str, list[BaseException | ErrorResponse | None]] = field(default_factory=dict)
    lost: dict[str, list[BaseException]] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    needed: set[Permission] = field(default_factory=set)
    _configs: dict[str, Config] = field(default_factory=dict)

    def session(self, *arguments: Any, **options: Any) -> Session:
        """Return a botocore session, made with these, whose clients meet these faults."""
        session = session_with_models(*arguments, **options)
        events = session.get_component("event_emitter")
        events.register_first("before-send", self._before)
        events.register_last("before-send", self._after)
        events.register("provide-client-params", self._note)
        made = session.create_client

        def create_client(service_name: str, **options: Any) -> BaseClient:
            client = made(service_name, **options)
            self._configs[service_name] = client.meta.config
            return client

        session.create_client = create_client
        return session

    def config_of(self, service: str) -> Config:
        """Return how the function's client of ``service`` is configured."""
        return self._configs[service]

    def _note(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.needed.update(permissions(params, model))

    def _before(self, request: AWSPreparedRequest, event_name: str, **_: Any) -> AWSResponse | None:
        operation = event_name.rpartition(".")[2]
        self.sent.append(operation)
        plan = self.planned.get(operation, [])
        fault = plan.pop(0) if len(plan) > 1 else next(iter(plan), None)
        if isinstance(fault, BaseException):
            raise fault
        if fault is None:
            return None
        response = fault.response(request.url)
        request.url = "http://127.0.0.1:9/"  # no AWS that moto would serve as well
        return response

    def _after(self, event_name: str, **_: Any) -> None:
        losses = self.lost.get(event_name.rpartition(".")[2])
        if losses:
            raise losses.pop(0)
