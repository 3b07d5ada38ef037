"""Clients that common generators make of the contract call the API, and go on when it gets more to say."""

import json
import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from tests.support import machine
from tests.support.contracts.documents import CONTRACTS
from tests.support.contracts.responses import responses
from tests.support.e2e.storefront_tools.serving import serving
from tests.support.openapi.clients import DOCUMENT, GENERATORS, HERE, Client
from tests.support.target import Target

PREFIX = "urn:problem-type:customer-experience:"
LATER = json.loads((CONTRACTS / "examples" / "valid" / "problem.later-type.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=GENERATORS)
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, figures: Callable[[str, str], None]
) -> Client:
    made = GENERATORS[request.param](tmp_path_factory.mktemp(request.param), figures)
    made.has_types()
    return made


def test_a_generated_client_calls_the_api_and_learns_why_it_is_refused(client: Client, target: Target) -> None:
    got = client.calls(target.environment["API_URL"], target.environment["API_KEY"])

    assert got == [
        [202, "event"],
        [409, f"{PREFIX}idempotency-conflict"],
        [400, f"{PREFIX}invalid-request"],
        [403, f"{PREFIX}forbidden"],
    ]


@pytest.fixture(scope="module")
def later_api() -> Iterator[str]:
    """What a later version of the API may answer: members and problem types that the contract does not know yet."""
    accepted = responses("post")["202"]["content"]["application/json"]["examples"]["accepted"]["value"]

    class Later(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            interest = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["interest"]
            status = 403 if "x-api-key" not in self.headers else {"books": 409, "": 400}.get(interest, 202)
            body: dict[str, Any] = {**LATER, "status": status}
            if status == 202:
                body = {**accepted, "message": "Another text.", "a_later_member": {"nested": [1, None]}}
            self.send_response(status)
            self.send_header("Content-Type", "application/json" if status == 202 else "application/problem+json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(Later) as address:
        yield address


def test_a_generated_client_takes_what_a_later_version_may_add(client: Client, later_api: str) -> None:
    got = client.calls(later_api, "any")

    assert got == [[202, "event"], *([status, LATER["type"]] for status in (409, 400, 403))]


def test_a_validator_finds_the_deployed_address_among_the_servers(
    target: Target, figures: Callable[[str, str], None]
) -> None:
    python = machine.python_programs(HERE / "requirements.txt", figures) / "python"
    addresses = [target.environment["API_URL"], "https://a1b2c3d4e5.execute-api.af-south-1.amazonaws.com/v1"]
    found = subprocess.run(
        [python, HERE / "validate.py", DOCUMENT, *addresses], capture_output=True, text=True, timeout=60, check=False
    )

    assert (found.stdout.split(), found.stderr) == (["12345", "12345"], "")
