"""What the functions use of the object that Lambda passes beside the event.

Source: AWS Lambda Developer Guide, "Using the Lambda context object to retrieve Python function information".
"""

from typing import Protocol


class LambdaContext(Protocol):
    """One invocation: its id, its function, and the time that is left."""

    aws_request_id: str
    function_name: str
    invoked_function_arn: str

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds that are left before Lambda ends the invocation."""
        ...
