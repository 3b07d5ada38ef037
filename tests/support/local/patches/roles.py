"""Roles, what they may do, and clients in their name, for the tests of what IAM refuses."""

import json
from typing import Any

import boto3
import cbor2
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session

from local.iam.decisions import Decision, read
from local.stack import Stack
from tests.support.local.patches.metrics import unique

PREFIX = "arn:aws:{service}:{region}:000000000000:{name}"


class Role:
    """A role of functions; it may do nothing until it is told."""

    def __init__(self, stack: Stack, path: str = "/") -> None:
        self._stack, self._iam = stack, stack.client("iam")
        self.name = unique("role")
        trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        created = self._iam.create_role(RoleName=self.name, Path=path, AssumeRolePolicyDocument=document(trust))
        self.arn: str = created["Role"]["Arn"]

    def may(self, *actions: str, resource: str = "*") -> None:
        """Let the role do these actions, and nothing else from now on."""
        self.has({"Effect": "Allow", "Action": list(actions), "Resource": resource})

    def has(self, *statements: dict[str, Any]) -> None:
        """Give the role these statements, and no other from now on."""
        self._iam.put_role_policy(RoleName=self.name, PolicyName="its", PolicyDocument=document(*statements))

    def may_nothing(self) -> None:
        """Take everything from the role."""
        self._iam.delete_role_policy(RoleName=self.name, PolicyName="its")

    def client(self, service: str) -> Any:
        """Return a client in the name of a session of the role, which does not retry."""
        keys = self.credentials()
        return boto3.client(
            service,
            endpoint_url=self._stack.endpoint,
            region_name=self._stack.region,
            aws_access_key_id=keys.access_key,
            aws_secret_access_key=keys.secret_key,
            aws_session_token=keys.token,
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )

    def credentials(self) -> Credentials:
        """Return the keys of a new session of the role."""
        keys = self._stack.client("sts").assume_role(RoleArn=self.arn, RoleSessionName="session")["Credentials"]
        return Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])

    def decisions(self, action: str) -> list[Decision]:
        """Return what was decided on an action of this role."""
        return decisions(self._stack, self.arn, action)


def decisions(stack: Stack, principal: str, action: str) -> list[Decision]:
    """Return what the stack decided on an action of a role or a service."""
    found = read(stack.decisions_path) if stack.decisions_path.exists() else []
    return [each for each in found if (each.principal, each.action) == (principal, action)]


def document(*statements: dict[str, Any]) -> str:
    """Return a policy of these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def arn(stack: Stack, service: str, name: str) -> str:
    """Return the ARN of what has this name in the stack's account."""
    return PREFIX.format(service=service, region=stack.region, name=name)


def refusal(error: ClientError) -> tuple[int, str, str]:
    """Return status, code and message of an error."""
    said = error.response["Error"]
    return error.response["ResponseMetadata"]["HTTPStatusCode"], said["Code"], said["Message"]


def signed_cbor(stack: Stack, role: Role, operation: str, **members: Any) -> int:
    """Call CloudWatch in the Smithy RPC v2 CBOR protocol, in the role's name, and return the response's status."""
    headers = {"Content-Type": "application/cbor", "Smithy-Protocol": "rpc-v2-cbor"}
    url = f"{stack.endpoint}/service/GraniteServiceVersion20100801/operation/{operation}"
    request = AWSRequest("POST", url, headers, cbor2.dumps(members))
    SigV4Auth(role.credentials(), "monitoring", stack.region).add_auth(request)
    return int(URLLib3Session().send(request.prepare()).status_code)
