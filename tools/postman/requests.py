"""The requests of the collection, each with the tests of its response."""

import json
from typing import Any

from tools.postman import scripts
from tools.postman.contract import PATH, Contract, Example

ACCEPTED = 202
IDEMPOTENCY_KEY = "idempotency_key"

Item = dict[str, Any]

_JSON = {"Content-Type": "application/json"}
_REPEATABLE = {**_JSON, "Idempotency-Key": f"{{{{{IDEMPOTENCY_KEY}}}}}"}
_ORIGIN = {"Origin": "{{origin}}"}

_TAKE_NEW_KEY = f'pm.collectionVariables.set("{IDEMPOTENCY_KEY}", pm.variables.replaceIn("{{{{$guid}}}}"));\n'
_KEEP_EVENT = 'pm.collectionVariables.set("event_id", pm.response.json().event_id);\n'
_SAME_EVENT = """\
pm.test("the event is that of the first request", () => {
  pm.expect(pm.response.json().event_id).to.equal(pm.collectionVariables.get("event_id"));
});
"""
_MAKE_PADDING = (
    '// White space that JSON allows, but more than a body may have.\npm.variables.set("padding", " ".repeat(10000));\n'
)
_METHODS_AND_HEADERS = """\
pm.test("a page may send the POST with its headers", () => {
  const allowed = (name) => pm.response.headers.get(name).toLowerCase().split(/\\s*,\\s*/);
  pm.expect(allowed("Access-Control-Allow-Methods")).to.include("post");
  pm.expect(allowed("Access-Control-Allow-Headers")).to.include.members(pm.request.headers
    .get("Access-Control-Request-Headers").split(","));
});
"""


def from_example(contract: Contract, example: Example) -> Item:
    """Return the request that posts an example."""
    if example.status == ACCEPTED:
        return _post(example.name, example.body, scripts.expect_status(ACCEPTED))
    return _post(example.name, example.body, _refusal(contract, example.status))


def badly_sent(contract: Contract, sample: Example) -> list[Item]:
    """Return requests whose body is a valid ``sample``, and which are refused for another reason."""
    too_large = _post("too large", sample.body + "{{padding}}", _refusal(contract, 413))
    too_large["event"].append(scripts.before(_MAKE_PADDING))
    not_json = {"Content-Type": "text/plain"}
    short_key = {**_JSON, "Idempotency-Key": "1234567"}
    return [
        _without_key(_post("no key", sample.body, _refusal(contract, 403))),
        _without_key(_post("unknown key", sample.body, _refusal(contract, 403), {**_JSON, "x-api-key": "of-nobody"})),
        too_large,
        _post("not declared as JSON", sample.body, _refusal(contract, 415), not_json),
        _post("Idempotency-Key too short", sample.body, _refusal(contract, 400), short_key),
    ]


def sent_again(contract: Contract, sample: Example) -> list[Item]:
    """Return a request, its repeat, and another body with the same key."""
    other = json.dumps({**json.loads(sample.body), "interest": "something_else"}, indent=2)
    first = _post("first", sample.body, scripts.expect_status(ACCEPTED) + _KEEP_EVENT, _REPEATABLE)
    first["event"].append(scripts.before(_TAKE_NEW_KEY))
    return [
        first,
        _post("same key, same body", sample.body, scripts.expect_status(ACCEPTED) + _SAME_EVENT, _REPEATABLE),
        _post("same key, other body", other, _refusal(contract, 409), _REPEATABLE),
    ]


def from_a_browser(contract: Contract, sample: Example, refused: Example) -> list[Item]:
    """Return a preflight, and an accepted and a refused POST that name their origin."""
    preflight, *_ = contract.responses("options")
    asked = {
        **_ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,idempotency-key,x-api-key",
    }
    tests = scripts.expect_status(preflight.status) + _METHODS_AND_HEADERS
    from_page = {**_JSON, **_ORIGIN}
    return [
        _without_key(_item("preflight", "OPTIONS", asked, tests)),
        _post("accepted", sample.body, scripts.expect_status(ACCEPTED), from_page),
        _post("refused", refused.body, _refusal(contract, refused.status), from_page),
        _without_key(_post("refused without a key", sample.body, _refusal(contract, 403), from_page)),
    ]


def _without_key(item: Item) -> Item:
    """Return ``item``, sent without the key that the collection adds to every other request."""
    item["request"]["auth"] = {"type": "noauth"}
    return item


def _refusal(contract: Contract, status: int) -> str:
    return scripts.expect_problem(status, contract.problem_type(status))


def _post(name: str, body: str, tests: str, headers: dict[str, str] = _JSON) -> Item:
    item = _item(name, "POST", headers, tests)
    item["request"]["body"] = {"mode": "raw", "raw": body, "options": {"raw": {"language": "json"}}}
    return item


def _item(name: str, method: str, headers: dict[str, str], tests: str) -> Item:
    return {
        "name": name,
        "event": [scripts.after(tests)],
        "request": {
            "method": method,
            "header": [{"key": key, "value": value} for key, value in headers.items()],
            "url": {"raw": f"{{{{api_url}}}}{PATH}", "host": ["{{api_url}}"], "path": [PATH.removeprefix("/")]},
        },
        "response": [],
    }
