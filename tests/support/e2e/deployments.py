"""What a test deploys beside what Terraform did, and removes again."""

import io
import urllib.request
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.denials import expect_denials
from tests.support.target import Target

_MODULE = "ingest/domain/interest_request.py"
_DEFECT = "\n\ndef read(body):\n    raise RuntimeError(body.decode())\n"


@contextmanager
def plan_with_key(target: Target, **limits: object) -> Iterator[str]:
    """Yield the value of an API key of its own plan on the deployed stage, and remove both."""
    gateway = target.client("apigateway")
    stages = [{"apiId": target.outputs["api_id"], "stage": target.outputs["stage_name"]}]
    name = f"test-{uuid.uuid4().hex}"
    key = gateway.create_api_key(name=name, enabled=True)
    plan = gateway.create_usage_plan(name=name, apiStages=stages, **limits)
    try:
        gateway.create_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"], keyType="API_KEY")
        yield key["value"]
    finally:
        gateway.update_usage_plan(
            usagePlanId=plan["id"],
            patchOperations=[{"op": "remove", "path": "/apiStages", "value": ":".join(stages[0].values())}],
        )
        gateway.delete_usage_plan(usagePlanId=plan["id"])
        gateway.delete_api_key(apiKey=key["id"])


@contextmanager
def defective_api(target: Target) -> Iterator[str]:
    """Yield the base URL of an API whose function is ingest with a defect: no input reaches an error of that kind."""
    functions, gateway, logs = (target.client(service) for service in ("lambda", "apigateway", "logs"))
    name = f"test-{uuid.uuid4().hex}"
    logs.create_log_group(logGroupName=f"/aws/lambda/{name}")
    deployed = functions.get_function(FunctionName=target.outputs["ingest_function_name"])
    settings = deployed["Configuration"]
    # It has ingest's role, which may write ingest's log alone.
    expect_denials(settings["Role"].rpartition("/")[2], "logs:CreateLogStream", f"*:log-group:/aws/lambda/{name}:*")
    function = functions.create_function(
        FunctionName=name,
        Code={"ZipFile": with_defect(deployed["Code"]["Location"])},
        **{each: settings[each] for each in ("Runtime", "Handler", "Role", "Environment", "MemorySize", "Timeout")},
    )
    api = gateway.create_rest_api(name=name)
    region, account = function["FunctionArn"].split(":")[3:5]
    functions.add_permission(
        FunctionName=name,
        StatementId=name,
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{region}:{account}:{api['id']}/*/POST/recommend",
    )
    try:
        where = {"restApiId": api["id"], "httpMethod": "POST"}
        path = gateway.create_resource(restApiId=api["id"], parentId=api["rootResourceId"], pathPart="recommend")
        gateway.put_method(**where, resourceId=path["id"], authorizationType="NONE")
        gateway.put_integration(
            **where,
            resourceId=path["id"],
            type="AWS_PROXY",
            integrationHttpMethod="POST",
            uri=f"arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function['FunctionArn']}/invocations",
        )
        gateway.create_deployment(restApiId=api["id"], stageName="test")
        yield f"{target.environment['AWS_ENDPOINT_URL']}/restapis/{api['id']}/test/_user_request_"
    finally:
        gateway.delete_rest_api(restApiId=api["id"])
        functions.delete_function(FunctionName=name)
        logs.delete_log_group(logGroupName=f"/aws/lambda/{name}")


def with_defect(location: str) -> bytes:
    """Return the package at ``location``, with a function that raises an error nobody foresaw."""
    made = io.BytesIO()
    with urllib.request.urlopen(location, timeout=10) as response:
        package = zipfile.ZipFile(io.BytesIO(response.read()))
    with package, zipfile.ZipFile(made, "w") as changed:
        for entry in package.infolist():
            if "/interest_request." not in entry.filename:  # its byte code would be taken instead of its source
                changed.writestr(entry, package.read(entry))
        changed.writestr(_MODULE, package.read(_MODULE).decode() + _DEFECT)
    return made.getvalue()
