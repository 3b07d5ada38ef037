"""A small REST API on the stack, for the tests of API Gateway's patches."""

import io
import json
import socket
import zipfile
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from typing import Any

from local.stack import Stack
from tests.support.local.patches.metrics import unique

ECHO = (
    "import json, os\ndef handler(event, context):\n"
    "    return {'statusCode': 200, 'headers': {'Content-Type': 'application/json'}, 'body': json.dumps("
    "{'event': event, 'trace': os.environ.get('_X_AMZN_TRACE_ID')})}\n"
)
"""A function that answers with the event it received and its trace header."""

ROLE = "arn:aws:iam::000000000000:role/test"


@dataclass
class Response:
    """An HTTP response; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the decoded body."""
        return json.loads(self.body)


def create_function(stack: Stack, source: str, **settings: Any) -> str:
    """Create a Python function from ``source``, which defines ``handler``, and return its name."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("main.py", source)
    name = unique("function")
    stack.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Code={"ZipFile": archive.getvalue()},
        **{"Role": ROLE, "Handler": "main.handler", **settings},
    )
    return name


class RestApi:
    """A REST API with ``/things``, its stage ``v1`` and, where a test asks for one, an API key."""

    def __init__(self, stack: Stack, **settings: Any) -> None:
        self.stack = stack
        self.client = stack.client("apigateway")
        self.name = unique("api")
        api = self.client.create_rest_api(name=self.name, **settings)
        self.id: str = api["id"]
        self.resource: str = self.client.create_resource(
            restApiId=self.id, parentId=api["rootResourceId"], pathPart="things"
        )["id"]

    def method(self, http_method: str = "POST", **settings: Any) -> None:
        """Add a method to ``/things``."""
        settings = {"authorizationType": "NONE", **settings}
        self.client.put_method(restApiId=self.id, resourceId=self.resource, httpMethod=http_method, **settings)

    def mock(self, http_method: str = "POST", **method: Any) -> None:
        """Answer 200 without a backend."""
        self.method(http_method, **method)
        place = {"restApiId": self.id, "resourceId": self.resource, "httpMethod": http_method}
        templates = {"application/json": '{"statusCode": 200}'}
        self.client.put_integration(**place, type="MOCK", requestTemplates=templates)
        self.client.put_method_response(**place, statusCode="200")
        self.client.put_integration_response(**place, statusCode="200")

    def function(self, source: str = ECHO, http_method: str = "POST", **settings: Any) -> str:
        """Put a new function behind a method and return the function's name."""
        name = create_function(self.stack, source, **settings)
        self.behind(f"arn:aws:lambda:{self.stack.region}:000000000000:function:{name}", http_method)
        return name

    def behind(self, function_arn: str, http_method: str = "POST") -> None:
        """Put a function, or an alias of one, behind a method."""
        self.method(http_method)
        self.client.put_integration(
            restApiId=self.id,
            resourceId=self.resource,
            httpMethod=http_method,
            type="AWS_PROXY",
            integrationHttpMethod="POST",
            uri=f"arn:aws:apigateway:{self.stack.region}:lambda:path/2015-03-31/functions/{function_arn}/invocations",
        )

    def deploy(self, **stage: Any) -> None:
        """Deploy to the stage ``v1``."""
        deployment = self.client.create_deployment(restApiId=self.id)["id"]
        self.client.create_stage(restApiId=self.id, stageName="v1", deploymentId=deployment, **stage)

    def update_stage(self, **values: str) -> None:
        """Set members of the stage by their paths, dots for slashes: ``{"accessLogSettings.format": "…"}``."""
        operations = [{"op": "replace", "path": f"/{path}", "value": value} for path, value in values.items()]
        self.client.update_stage(restApiId=self.id, stageName="v1", patchOperations=operations)

    def let_gateway_log(self) -> None:
        """Give API Gateway its role for logs, which is one for the whole account."""
        role = {"op": "replace", "path": "/cloudwatchRoleArn", "value": ROLE}
        self.client.update_account(patchOperations=[role])

    def model(self, schema: dict[str, Any], *, content_type: str = "application/json") -> dict[str, Any]:
        """Create a model and a validator of bodies; return what a method needs to use them."""
        name = unique("model").replace("-", "")
        self.client.create_model(restApiId=self.id, name=name, contentType=content_type, schema=json.dumps(schema))
        validator = self.client.create_request_validator(restApiId=self.id, name=name, validateRequestBody=True)
        return {"requestValidatorId": validator["id"], "requestModels": {content_type: name}}

    def key(self, **plan: Any) -> tuple[str, str]:
        """Create an API key in a usage plan of the stage; return its id and its value."""
        key = self.client.create_api_key(name=unique("key"), enabled=True)
        stages = [{"apiId": self.id, "stage": "v1"}]
        usage_plan = self.client.create_usage_plan(name=unique("plan"), apiStages=stages, **plan)["id"]
        self.client.create_usage_plan_key(usagePlanId=usage_plan, keyId=key["id"], keyType="API_KEY")
        return key["id"], key["value"]

    def call(
        self, body: bytes | str = b"{}", *, method: str = "POST", path: str = "things", **headers: str
    ) -> Response:
        """Send a request; ``_`` in header names stands for ``-``."""
        sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection("127.0.0.1", self.stack.port, timeout=30)
        try:
            connection.request(method, f"/restapis/{self.id}/v1/_user_request_/{path}", body, sent)
            response = connection.getresponse()
            return Response(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def raw(self, *lines: str, method: str = "POST", path: str = "things") -> Response:
        """Send a request whose head has exactly these lines, the names in their case, and no body."""
        head = [f"{method} /restapis/{self.id}/v1/_user_request_/{path} HTTP/1.1", "hOsT: 127.0.0.1", *lines]
        with socket.create_connection(("127.0.0.1", self.stack.port), timeout=30) as connection:
            connection.sendall("\r\n".join([*head, "content-length: 0", "", ""]).encode("latin-1"))
            response = HTTPResponse(connection, method=method)
            response.begin()
            return Response(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
