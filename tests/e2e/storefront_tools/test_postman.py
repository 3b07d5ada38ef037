"""The Postman collection that storefronts import, run by newman."""

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tests.support import machine
from tests.support.checkout import ROOT
from tests.support.e2e.storefront_tools.serving import serving
from tests.support.target import Target

POSTMAN = ROOT / "contracts" / "postman"
RUN_DEADLINE_SECONDS = 60

Run = Callable[[Mapping[str, str]], "Report"]


@dataclass(frozen=True)
class Report:
    """What newman reports of a run. ``failed`` has one entry for each failure: the name of its request."""

    requests: int
    assertions: int
    seconds: float
    failed: list[str]
    messages: list[str]


@pytest.fixture
def run(tmp_path: Path, figures: Callable[[str, str], None]) -> Run:
    """Run the collection with some values of its environment filled in."""
    newman = machine.newman(figures)

    def call(values: Mapping[str, str]) -> Report:
        filled = json.loads((POSTMAN / "environment.json").read_text())
        assert values.keys() <= {entry["key"] for entry in filled["values"]}
        for entry in filled["values"]:
            entry["value"] = values.get(entry["key"], entry["value"])
        environment, export = tmp_path / "environment.json", tmp_path / "report.json"
        environment.write_text(json.dumps(filled))
        options = ["--reporters", "json", "--reporter-json-export", str(export), "--timeout-request", "10000"]
        command = [*newman, "run", str(POSTMAN / "collection.json"), "--environment", str(environment), *options]
        subprocess.run(command, capture_output=True, text=True, timeout=RUN_DEADLINE_SECONDS, check=False)
        return report_of(json.loads(export.read_text())["run"])

    return call


def report_of(result: Mapping[str, Any]) -> Report:
    return Report(
        requests=result["stats"]["requests"]["total"],
        assertions=result["stats"]["assertions"]["total"],
        seconds=(result["timings"]["completed"] - result["timings"]["started"]) / 1000,
        failed=[failure["source"]["name"] for failure in result["failures"]],
        messages=[f"{failure['source']['name']}: {failure['error']['message']}" for failure in result["failures"]],
    )


def names_of_requests() -> list[str]:
    folders = json.loads((POSTMAN / "collection.json").read_text())["item"]
    return [request["name"] for folder in folders for request in folder["item"]]


def test_every_request_of_the_collection_is_answered_as_its_tests_say(
    target: Target, run: Run, figures: Callable[[str, str], None]
) -> None:
    report = run({"api_url": target.environment["API_URL"], "api_key": target.environment["API_KEY"]})

    figures(
        "Postman collection by newman",
        f"{report.requests} requests, {report.assertions} assertions, {len(report.failed)} failures, "
        f"{report.seconds:.1f} s",
    )
    assert report.messages == []
    assert report.requests == len(names_of_requests())
    assert report.assertions >= 3 * report.requests


@pytest.fixture
def wrong_api() -> Iterator[str]:
    """An API that answers everything with 200 and a body of its own."""

    class Wrong(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b'{"message": "Customer preference recorded."}')

        def do_OPTIONS(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(Wrong) as address:
        yield address


def test_every_request_of_the_collection_notices_another_response(wrong_api: str, run: Run) -> None:
    report = run({"api_url": wrong_api, "api_key": "any"})

    assert set(report.failed) == set(names_of_requests())
