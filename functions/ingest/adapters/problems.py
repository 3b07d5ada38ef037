"""Problems, in the terms of contracts/problem-types.v1.json and RFC 9457 (Problem Details for HTTP APIs)."""

from dataclasses import dataclass

from shared.generated.contract import PROBLEM_TYPE_PREFIX, PROBLEM_TYPES


@dataclass(frozen=True)
class Problem:
    """A problem's response: status, the seconds after which to try again (None: do not), and the body's members."""

    status: int
    retry_after_seconds: int | None
    members: dict[str, str | int]


def problem(slug: str, detail: str | None, request_id: str, trace_id: str) -> Problem:
    """Return the response for the problem type ``slug``, with the type's usual detail when ``detail`` is None."""
    status, title, usual_detail, retry_after_seconds = PROBLEM_TYPES[slug]
    members: dict[str, str | int] = {
        "type": f"{PROBLEM_TYPE_PREFIX}{slug}",
        "title": title,
        "status": status,
        "detail": detail or usual_detail,
        "request_id": request_id,
        "trace_id": trace_id,
    }
    return Problem(status, retry_after_seconds, members)
