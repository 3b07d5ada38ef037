"""The errors that the watch's domain and adapters exchange."""


class UnmeasuredError(Exception):
    """Nobody knows what waits. ``log_fields`` is what may be logged."""

    def __init__(self, log_fields: dict[str, str]) -> None:
        super().__init__("unmeasured")
        self.log_fields = log_fields
