"""What contracts/README.md tells storefronts is so."""

import json
import re
import threading
import urllib.error
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from ingest.adapters.endpoint import Endpoint
from ingest.domain.model import UnavailableError
from tests.support.contracts.documents import CONTRACTS, problem_types
from tests.support.fakes.events import SAMPLE
from tests.support.fakes.ingest import MemoryInterests, endpoint
from tests.support.fakes.invocation import FakeContext

README = (CONTRACTS / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (code,) = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return str(code)


@dataclass
class Storefront:
    """The endpoint behind HTTP, which loses the first replies, and the example that calls it."""

    under_test: Endpoint
    store: MemoryInterests
    fail_first: list[str] = field(default_factory=list)
    seen: list[dict[str, str]] = field(default_factory=list)
    call: Callable[..., dict[str, Any]] = dict


@pytest.fixture
def storefront(monkeypatch: pytest.MonkeyPatch) -> Iterator[Storefront]:
    store = MemoryInterests()
    served = Storefront(endpoint(store), store)

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            served.seen.append({name.lower(): value for name, value in self.headers.items()})
            failure = served.fail_first.pop(0) if served.fail_first else None
            store.error = UnavailableError({}) if failure == "unavailable" else None
            response = served.under_test.respond({"headers": dict(self.headers.items()), "body": body}, FakeContext())
            if failure == "lost":
                self.close_connection = True
                return
            self.send_response(response["statusCode"])
            for name, value in response["headers"].items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(response["body"].encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Gateway)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    monkeypatch.setenv("API_URL", f"http://127.0.0.1:{server.server_port}/v1")
    monkeypatch.setenv("API_KEY", "a-key-of-twenty-chars")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    names: dict[str, Any] = {}
    exec(compile(block("python"), "README.md", "exec"), names)
    served.call = names["record_preference"]
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_python_example_records_an_interest(storefront: Storefront) -> None:
    response = storefront.call(**SAMPLE)
    (event,) = storefront.store.events.values()
    assert response["event_id"] == event.event_id
    assert storefront.seen[0]["x-api-key"] == "a-key-of-twenty-chars"


@pytest.mark.parametrize("failures", [["unavailable"], ["lost"], ["lost", "unavailable", "lost"]], ids=str)
def test_the_python_example_repeats_without_recording_twice(storefront: Storefront, failures: list[str]) -> None:
    storefront.fail_first = list(failures)
    response = storefront.call(**SAMPLE)
    (event,) = storefront.store.events.values()
    assert response["event_id"] == event.event_id
    assert len(storefront.seen) == len(failures) + 1
    assert len({headers["idempotency-key"] for headers in storefront.seen}) == 1


def test_the_python_example_does_not_repeat_what_is_refused(storefront: Storefront) -> None:
    with pytest.raises(urllib.error.HTTPError) as refusal:
        storefront.call(**{**SAMPLE, "interest": ""})
    with refusal.value as response:
        assert json.load(response)["type"].endswith(":invalid-request")
    assert len(storefront.seen) == 1


def test_the_curl_example_sends_the_sample() -> None:
    assert json.loads(re.search(r"--data '(.*)'", block("sh"))[1]) == SAMPLE  # type: ignore[index]
    assert {header.lower() for header in re.findall(r'--header "([^:]+):', block("sh"))} == {
        "x-api-key",
        "content-type",
        "idempotency-key",
    }


def test_the_table_of_refusals_is_that_of_the_contract() -> None:
    documented = re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", README, re.MULTILINE)
    contract = {(str(kind["status"]), name.rpartition(":")[2]) for name, kind in problem_types().items()}
    assert sorted(documented) == sorted(contract)


def test_every_link_leads_to_a_file() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if not link.startswith("https://")]
    assert [link for link in links if not (CONTRACTS / link.partition("#")[0]).exists()] == []
    assert {path.name for path in CONTRACTS.iterdir() if path.is_file() and path.name != "README.md"} <= set(links)
