"""What listens on this machine is reached without the proxy that the caller's environment names for everything else."""

import urllib.request
from collections.abc import Mapping
from urllib.parse import urlsplit

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def is_here(url: str) -> bool:
    """Return whether ``url`` is on the loopback address."""
    return urlsplit(url).hostname in _LOOPBACK


def opener_for(url: str) -> urllib.request.OpenerDirector:
    """Return what opens ``url``: by way of the proxy that the environment names, unless it is on this machine."""
    return _DIRECTLY if is_here(url) else urllib.request.build_opener()


def reached_directly(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that keep clients from asking a proxy for this machine, or for what is excepted already."""
    kept = [part for part in environment.get("NO_PROXY", environment.get("no_proxy", "")).split(",") if part]
    hosts = ",".join(dict.fromkeys([*kept, "127.0.0.1", "localhost"]))
    return {"NO_PROXY": hosts, "no_proxy": hosts}
