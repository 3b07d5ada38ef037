"""How long calls to AWS take at most, in seconds: shared.aws.call_time sees to it."""

CONNECT_SECONDS = READ_SECONDS = 1.0
ATTEMPT_SECONDS = CONNECT_SECONDS + READ_SECONDS
CALL_SECONDS = 9.5
"""The longest that one call takes, with all its attempts and the waits between them."""
