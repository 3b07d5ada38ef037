"""One TLS context for all connections of a function, so that the certificates of authorities are read once.

botocore (1.44) names their file to urllib3 (2.x), which reads it anew for every connection that it opens: some 20 ms of
CPU each, and a recommender opens up to 32 to a service. The chain, the dates and the host's name are checked as before.
"""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from botocore.httpsession import create_urllib3_context, get_cert_path


class Trust:
    """Trusts what botocore would, in one context. It is read when the first connection needs it."""

    def __init__(self) -> None:
        self._context: Any = create_urllib3_context()
        self._read: set[str] = set()
        self._reading = threading.Lock()

    def share(self, client: Any) -> None:
        """Have a botocore ``client`` open its connections in the one context, but for those through a proxy.

        botocore has no setting for it. Raises ``AttributeError`` for a version that is made otherwise.
        """
        session = client._endpoint.http_session
        session._manager.connection_pool_kw["ssl_context"] = self._context
        session._setup_ssl_cert = partial(self._set_up, session._setup_ssl_cert)

    def _set_up(self, by_botocore: Callable[..., None], pool: Any, url: str, verify: bool | str) -> None:
        """Do for a ``pool`` of connections to ``url`` what botocore does, but for the file's name."""
        ours = getattr(pool, "conn_kw", {}).get("ssl_context") is self._context
        if not (verify and ours):
            by_botocore(pool, url, verify)
            return
        with self._reading:
            authorities = get_cert_path(verify)
            if authorities not in self._read:
                self._context.load_verify_locations(authorities)
                self._read.add(authorities)
        pool.cert_reqs = "CERT_REQUIRED"
