"""The Postman environment: what differs from one deployment and storefront to another."""

from typing import Any

from tools.postman.contract import Contract


def environment(contract: Contract) -> dict[str, Any]:
    """Return the environment with the contract's defaults; the key is for each storefront to fill in."""
    server = contract.document["servers"][0]
    defaults = {name: variable["default"] for name, variable in server["variables"].items()}
    origin = contract.document["components"]["headers"]["AllowOrigin"]["schema"]["example"]
    return {
        "name": contract.document["info"]["title"],
        "values": [
            _value("api_url", server["url"].format(**defaults)),
            _value("api_key", "", kind="secret"),
            _value("origin", origin),
        ],
        "_postman_variable_scope": "environment",
    }


def _value(key: str, value: str, kind: str = "default") -> dict[str, Any]:
    return {"key": key, "value": value, "type": kind, "enabled": True}
