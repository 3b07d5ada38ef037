"""How services of our own join the emulator. It reads its settings when it is imported, so it is imported late."""

from collections.abc import Awaitable, Callable, Sequence

from local.modelled_api.api import Response

Handler = Callable[[str, str, dict[str, str], bytes, dict[str, list[str]]], Awaitable[Response]]


def add_service(
    signing_name: str, handler: Handler, host_patterns: Sequence[str], target_prefixes: Sequence[str] = ()
) -> None:
    """Let the emulator send requests to ``handler``: those signed for ``signing_name``, to a host that matches one
    of ``host_patterns`` (regular expressions), or with an ``x-amz-target`` that starts like ``target_prefixes``.
    """
    from ministack import app
    from ministack.core import router

    app.SERVICE_HANDLERS[signing_name] = handler
    router.SERVICE_PATTERNS[signing_name] = {
        "host_patterns": list(host_patterns),
        "target_prefixes": list(target_prefixes),
    }


def current_arn(service: str, resource: str) -> str:
    """Return an ARN in the account and region that the request in hand was signed for."""
    from ministack.core.responses import get_account_id, get_region

    return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{resource}"
