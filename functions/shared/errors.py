"""Errors that say by their class whether another try may succeed."""


class PassingError(Exception):
    """A failure that is not AWS's and that another try may not meet: time or capacity was short."""
