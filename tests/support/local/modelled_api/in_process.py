"""boto3 clients that talk to an API in this process: the whole wire format, no socket.

Every answer that is no error is also checked against the service model, so all tests that use a client prove that
answers have the shapes AWS promises.
"""

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.awsrequest import AWSResponse
from botocore.config import Config

from local.modelled_api import ModelledApi, violations

# The one answer where AWS itself breaks its model: the default sampling rule comes after all others.
_BEYOND_THE_MODEL = "Member must have value less than or equal to 9999"


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: Any) -> list[bytes]:
        return [self._content]


def client_for(api: ModelledApi) -> Any:
    """Return a boto3 client of the API's service whose requests ``api`` answers."""
    client = boto3.client(
        api.service,
        region_name="eu-west-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        endpoint_url="http://127.0.0.1:9",
        config=Config(parameter_validation=False),  # so that bad requests reach the API
    )

    def respond(request: Any, **_: Any) -> AWSResponse:
        headers = {
            name.lower(): value if isinstance(value, str) else value.decode() for name, value in request.headers.items()
        }
        path = urlsplit(request.url).path
        body = request.body if isinstance(request.body, bytes) else (request.body or "").encode()
        status, response_headers, content = asyncio.run(api.handle_request(request.method, path, headers, body, {}))
        if status == 200:
            name = api.operation_name(request.method, path, headers)
            shape = api.model.operation_model(name).output_shape
            found = list(violations(shape, json.loads(content), closed=True)) if shape else []
            assert [sentence for sentence in found if not sentence.endswith(_BEYOND_THE_MODEL)] == []
        return AWSResponse(request.url, status, response_headers, _Body(content))

    client.meta.events.register("before-send", respond)
    return client


def send(api: ModelledApi, path: str, body: bytes, headers: dict[str, str] | None = None) -> tuple[int, str, Any]:
    """Post ``body`` as it is, past boto3's checks; return the status, the error type and the parsed response."""
    status, response_headers, content = asyncio.run(api.handle_request("POST", path, headers or {}, body, {}))
    return status, response_headers.get("x-amzn-errortype", ""), json.loads(content)
