"""The Postman collection (format v2.1): one request for each example and each rule that a storefront meets.

Format: https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html
"""

import json
from pathlib import Path
from typing import Any

from tools.postman import requests, scripts
from tools.postman.contract import Contract, Response

_EVERY_RESPONSE = Path(__file__).with_name("every_response.js")
# Answered for some origins only, so asked for where the request has one.
_BY_ORIGIN = {"Access-Control-Allow-Origin"}

Item = dict[str, Any]


def collection(contract: Contract) -> dict[str, Any]:
    """Return the collection. It holds no key and no id."""
    info = contract.document["info"]
    key = contract.document["components"]["securitySchemes"]["api_key"]
    valid = [example for example in contract.examples() if example.status == requests.ACCEPTED]
    invalid = [example for example in contract.examples() if example.status != requests.ACCEPTED]
    sample, *more = (requests.from_example(contract, example) for example in valid)
    refused = [requests.from_example(contract, example) for example in invalid]
    browser = requests.from_a_browser(contract, valid[0], invalid[0])
    sample["response"] = [saved for each in contract.responses("post") for saved in _saved(each, sample["request"])]
    return {
        "info": {
            "name": info["title"],
            "description": f"{info['description']}\nGenerated from contracts/ by `python -m tools.postman`. Import "
            "environment.json too, and fill in `api_url`, `api_key` and, for the browser's requests, `origin`.",
            "version": info["version"],
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "auth": {"type": key["type"].lower(), key["type"].lower(): _members(key)},
        "event": [scripts.after(_every_response(contract))],
        "variable": [{"key": requests.IDEMPOTENCY_KEY, "value": ""}],
        "item": [
            _folder("Accepted", "Every valid example.", [sample, *more]),
            _folder("Refused for what it says", "Every invalid example.", refused),
            _folder(
                "Refused for how it is sent", "Key, size, media type, headers.", requests.badly_sent(contract, valid[0])
            ),
            _folder("Sent again", "Run these in their order.", requests.sent_again(contract, valid[0])),
            _folder("From a browser", "What a page of another origin needs.", browser),
        ],
    }


def _members(key: dict[str, str]) -> list[dict[str, str]]:
    """Return how a request carries its key, as Postman notes it."""
    return [
        {"key": "key", "value": key["name"]},
        {"key": "value", "value": "{{api_key}}"},
        {"key": "in", "value": key["in"]},
    ]


def _folder(name: str, description: str, items: list[Item]) -> Item:
    return {"name": name, "description": description, "item": items}


def _every_response(contract: Contract) -> str:
    """Return the script that compares each response with the contract."""
    responses = {
        f"{method.upper()} {response.status}": {
            "headers": sorted(response.headers.keys() - _BY_ORIGIN),
            "mediaType": response.media_type,
            "schema": response.schema,
        }
        for method in ("options", "post")
        for response in contract.responses(method)
    }
    return _EVERY_RESPONSE.read_text(encoding="utf-8").replace('"RESPONSES"', json.dumps(responses, indent=2))


def _saved(response: Response, request: Item) -> list[Item]:
    """Return the contract's examples of a response in the form of Postman's saved responses."""
    headers = {**response.headers, "Content-Type": response.media_type}
    return [
        {
            "name": f"{response.status} {summary.rstrip('.')}",
            "originalRequest": request,
            "code": response.status,
            "header": [{"key": name, "value": value} for name, value in headers.items()],
            "body": json.dumps(body, indent=2),
            "_postman_previewlanguage": "json",
        }
        for summary, body in response.examples.items()
    ]
