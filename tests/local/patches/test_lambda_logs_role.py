"""A function's log is written as its role."""

import os
import signal
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.processes import process_is_alive
from tests.support.local.patches.rest_api import create_function
from tests.support.local.patches.roles import Role, arn

pytestmark = [pytest.mark.patch("lambda_logs_role"), pytest.mark.iam]

STREAM, EVENTS = "logs:CreateLogStream", "logs:PutLogEvents"
SAYS = "import os\ndef handler(event, context):\n    print(event)\n    return os.getpid()\n"


class Logging:
    """A function that says what it is told, and what its log has of it."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.role = stack, Role(stack)
        self.name = create_function(stack, SAYS, Role=self.role.arn)
        self.group = arn(stack, "logs", f"log-group:/aws/lambda/{self.name}:*")

    def says(self, word: str) -> int:
        """Have the function say a word; return the number of its process."""
        return int(self.stack.client("lambda").invoke(FunctionName=self.name, Payload=f'"{word}"')["Payload"].read())

    def is_said(self, word: str) -> None:
        """Wait for the word."""
        eventually(self.words, lambda words: word in words)

    def words(self) -> set[str]:
        """Return the words of the log."""
        logs = self.stack.client("logs")
        try:
            events: list[dict[str, Any]] = logs.filter_log_events(logGroupName=f"/aws/lambda/{self.name}")["events"]
        except logs.exceptions.ResourceNotFoundException:
            return set()
        return {word for event in events for word in event["message"].split()}


def test_a_line_is_lost_while_the_role_may_not_write_it(stack: Stack) -> None:
    function = Logging(stack)
    function.role.may(STREAM, EVENTS, resource=function.group)
    function.says("before")
    function.is_said("before")

    function.role.may(STREAM, resource=function.group)
    function.says("lost")
    function.role.may(STREAM, EVENTS, resource=function.group)
    function.says("after")
    function.is_said("after")
    assert "lost" not in function.words()
    assert {decision.allowed for decision in function.role.decisions(EVENTS)} == {True, False}


def test_a_stream_that_is_there_stays_and_a_new_process_gets_none(stack: Stack) -> None:
    function = Logging(stack)
    function.role.may(STREAM, EVENTS, resource=function.group)
    process = function.says("before")

    function.role.may(EVENTS, resource=function.group)
    assert function.says("meanwhile") == process
    function.is_said("meanwhile")

    os.kill(process, signal.SIGKILL)
    eventually(lambda: process_is_alive(process), lambda alive: not alive)
    assert function.says("lost") != process
    function.role.may(STREAM, EVENTS, resource=function.group)
    function.says("after")
    function.is_said("after")
    assert "lost" not in function.words()


def test_the_right_to_write_another_log_is_none(stack: Stack) -> None:
    function = Logging(stack)
    function.role.may(STREAM, EVENTS, resource=arn(stack, "logs", "log-group:/aws/lambda/another:*"))
    function.says("lost")
    function.role.may(STREAM, EVENTS, resource=function.group)
    function.says("after")
    function.is_said("after")
    assert "lost" not in function.words()
