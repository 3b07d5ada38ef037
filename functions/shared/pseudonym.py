"""A stand-in for a customer's id, where events of one customer have to be found without naming the customer."""

import hashlib
import hmac


class Pseudonyms:
    """Pseudonyms under ``key``, without which nobody gets from one to a customer or back. An empty key makes none."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()
        # So that pseudonyms of an earlier key are known from those of this one.
        self._key_id = hashlib.sha256(self._key).hexdigest()[:4]

    def annotation(self, customer_id: str) -> dict[str, str]:
        """Return ``{"customer": "<id of the key>-<64 bits of HMAC-SHA-256>"}``, in hexadecimal; empty without a key."""
        if not self._key:
            return {}
        code = hmac.new(self._key, customer_id.encode(), hashlib.sha256).hexdigest()
        return {"customer": f"{self._key_id}-{code[:16]}"}
