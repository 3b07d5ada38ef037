"""The values and errors that ingest's domain and adapters exchange."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recorded:
    """The event as it is stored: ``trace_id`` is of the request that stored it, also when this one repeats it."""

    event_id: str
    trace_id: str


class RefusedError(Exception):
    """The request is refused. ``slug`` is a problem type of contracts/problem-types.v1.json.

    ``detail`` says what to do and holds no value of the request; None where the type's usual detail does.
    """

    def __init__(self, slug: str, detail: str | None = None) -> None:
        super().__init__(slug)
        self.slug = slug
        self.detail = detail


class UnavailableError(Exception):
    """The event could not be stored, or nobody knows whether it was. ``log_fields`` is what may be logged."""

    def __init__(self, log_fields: dict[str, str]) -> None:
        super().__init__("unavailable")
        self.log_fields = log_fields
