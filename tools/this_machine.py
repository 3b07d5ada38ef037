"""What listens on this machine is reached without the proxy that the caller's environment names for everything else."""

import urllib.request
from urllib.parse import urlsplit

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def is_here(url: str) -> bool:
    """Return whether ``url`` is on the loopback address."""
    return urlsplit(url).hostname in _LOOPBACK


def opener_for(url: str) -> urllib.request.OpenerDirector:
    """Return what opens ``url``: by way of the proxy that the environment names, unless it is on this machine."""
    return _DIRECTLY if is_here(url) else urllib.request.build_opener()
