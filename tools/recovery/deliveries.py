"""Deliver one message to one consumer as its subscription would, and know that it was taken.

Sources: Amazon SNS Developer Guide, "Amazon SNS raw message delivery", "HTTP/HTTPS headers" and "Amazon SNS message
delivery retries"; AWS Lambda Developer Guide, "Invoking Lambda functions with Amazon SNS notifications".
"""

import http.client
import json
import urllib.request
from dataclasses import dataclass
from typing import Any, Protocol, override
from urllib.error import HTTPError, URLError

from tools.recovery.dead_letters import DeadLetter

# A notification for a function has other names for two members than one for a queue or an address.
_OF_FUNCTIONS = {"SigningCertURL": "SigningCertUrl", "UnsubscribeURL": "UnsubscribeUrl"}


class NotTakenError(Exception):
    """A consumer did not take a message; the text says why, without values."""


class Delivery(Protocol):
    """A way to a consumer."""

    @property
    def seconds(self) -> int:
        """How long one delivery may take."""
        ...

    def deliver(self, letter: DeadLetter) -> None:
        """Return once the consumer has taken the message. Raises :class:`NotTakenError` and botocore's errors."""
        ...


@dataclass(frozen=True)
class ToQueue:
    """Sends to a queue what lay in the other, with its attributes and its trace."""

    client: Any
    url: str
    seconds: int = 60

    def deliver(self, letter: DeadLetter) -> None:
        """Send the message."""
        header = {"AWSTraceHeader": {"DataType": "String", "StringValue": letter.trace_header}}
        self.client.send_message(
            QueueUrl=self.url,
            MessageBody=letter.body,
            MessageAttributes=dict(letter.attributes),
            MessageSystemAttributes=header if letter.trace_header else {},
        )


@dataclass(frozen=True)
class ToFunction:
    """Invokes a function, alias or version, and waits for its response, since SNS would not report a failure."""

    client: Any
    function_arn: str
    subscription_arn: str
    seconds: int

    def deliver(self, letter: DeadLetter) -> None:
        """Invoke the function with one notification."""
        try:
            notification = json.loads(letter.body)
            members = {_OF_FUNCTIONS.get(name, name): value for name, value in notification.items()}
        except (AttributeError, ValueError):
            raise NotTakenError("it is no notification of SNS") from None
        record = {
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": self.subscription_arn,
            "Sns": {"Subject": None, "MessageAttributes": {}, **members},
        }
        response = self.client.invoke(
            FunctionName=self.function_arn,
            InvocationType="RequestResponse",
            Payload=json.dumps({"Records": [record]}).encode(),
        )
        if "FunctionError" in response:
            request = response["ResponseMetadata"]["RequestId"]
            raise NotTakenError(f"the function failed; see its log of request {request}")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """SNS follows no redirect."""

    @override
    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True)
class ToAddress:
    """Posts to an HTTPS address; 2xx means that it was taken. ``raw`` is as the subscription has it."""

    url: str
    topic_arn: str
    subscription_arn: str
    raw: bool
    seconds: int = 15

    def deliver(self, letter: DeadLetter) -> None:
        """Post the message."""
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Amazon Simple Notification Service Agent",
            "x-amz-sns-message-type": "Notification",
            "x-amz-sns-topic-arn": self.topic_arn,
            "x-amz-sns-subscription-arn": self.subscription_arn,
            **({"x-amz-sns-rawdelivery": "true"} if self.raw else {}),
        }
        body = letter.body.encode()
        request = urllib.request.Request(self.url, body, headers, method="POST")  # noqa: S310 - Terraform takes https
        try:
            with urllib.request.build_opener(_NoRedirects()).open(request, timeout=self.seconds):
                pass
        except HTTPError as error:
            with error:
                raise NotTakenError(f"HTTP {error.code}") from None
        except URLError as error:
            raise NotTakenError(f"no answer: {type(error.reason).__name__}") from None
        except (OSError, http.client.HTTPException) as error:
            raise NotTakenError(f"no answer: {type(error).__name__}") from None
