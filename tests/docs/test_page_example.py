"""The example for pages repeats, waits and gives up as contracts/README.md says, under a browser's rules."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.docs import page
from tests.support.docs.blocks import under
from tests.support.docs.storefront import FAILS_ONCE, PAGE, README, events_of, interest_request, new_customer
from tests.support.target import Target, eventually

INVALID, FORBIDDEN = (f"urn:problem-type:customer-experience:{name}" for name in ("invalid-request", "forbidden"))

# Calls the example once for each way in which it may end, and counts its requests and their keys.
CALLS = """
const [apiUrl, apiKey, good, bad] = %s;
const sent = [];
const send = globalThis.fetch;
globalThis.fetch = (url, request) => {
  if (String(url).startsWith(apiUrl)) sent.push(request.headers["idempotency-key"]);
  return send(url, request);
};
async function outcome(...given) {
  const [first, started] = [sent.length, performance.now()];
  const ended = await recordPreference(...given).catch((failure) => ({ ...failure, failed: failure.name }));
  const keys = new Set(sent.slice(first));
  return { ...ended, requests: sent.length - first, keys: keys.size, seconds: (performance.now() - started) / 1000 };
}
const headers = { "x-not-in-the-contract": "1" };
const another = { ...good, customer_id: `${good.customer_id}-m` };
const monitored = async () => {
  const headers = { "x-api-key": apiKey, "content-type": "application/json", baggage: "a=1", "sentry-trace": "0-1" };
  return (await send(`${apiUrl}/recommend`, { method: "POST", headers, body: JSON.stringify(another) })).status;
};
report({
  secure: globalThis.isSecureContext ?? null,
  repeated: await outcome(apiUrl, apiKey, good),
  invalid: await outcome(apiUrl, apiKey, bad),
  forbidden: await outcome(apiUrl, "of-nobody", good),
  notAllowed: await send(`${apiUrl}/recommend`, { method: "POST", headers }).then(() => "", (error) => error.name),
  monitored: await monitored(),
});
"""

pytestmark = pytest.mark.local_only

# What the page reports, with its customer, and when it was not open yet.
Visit = dict[str, Any]


@pytest.fixture(scope="module")
def visit(target: Target, figures: Callable[[str, str], None]) -> Visit:
    """Open the page; the first write that it causes loses its answer."""
    started, customer, environment = datetime.now(UTC) - timedelta(seconds=1), new_customer(), target.environment
    bodies = [interest_request(customer), interest_request(customer, interest="")]
    given = [environment["API_URL"], environment["API_KEY"], *bodies]
    (example,) = under(README, PAGE, "js")
    with target.fault(**FAILS_ONCE, resource=environment["INTEREST_TABLE"], when="after"):
        report = page.run(example + CALLS % json.dumps(given), figures)
    return {**report, "customer": customer, "started": started}


def test_it_repeats_after_the_response_was_lost_and_stores_one_event(visit: Visit, target: Target) -> None:
    ended = visit["repeated"]

    assert events_of(target, visit["customer"]) == [ended["event_id"]]
    assert (ended["requests"], ended["keys"]) == (2, 1)


def test_it_runs_on_a_page_that_came_by_plain_http(visit: Visit) -> None:
    """Node.js, where it stands in, knows no secure contexts."""
    assert visit["secure"] is (False if page.browser() else None)
    assert visit["repeated"]["keys"] == 1


def test_a_page_whose_monitoring_adds_headers_is_let_through(visit: Visit) -> None:
    assert visit["monitored"] == 202


def test_it_waits_as_long_as_the_header_says(visit: Visit) -> None:
    assert visit["repeated"]["seconds"] >= 1


@pytest.mark.parametrize(("what", "status", "problem"), [("invalid", 400, INVALID), ("forbidden", 403, FORBIDDEN)])
def test_it_reads_refusals_by_function_and_gateway_and_does_not_repeat_them(
    visit: Visit, what: str, status: int, problem: str
) -> None:
    refusal = visit[what]

    assert (refusal["status"], refusal["type"], refusal["failed"]) == (status, problem, "Error")
    assert refusal["requests"] == 1


def test_the_browser_asks_the_api_first_and_sends_no_header_that_it_does_not_allow(
    visit: Visit, target: Target
) -> None:
    """Node.js, where it stands in, has no origin and sends everything at once."""
    asked, refused = ({"OPTIONS", "POST"}, "TypeError") if page.browser() else ({"POST"}, "")

    assert visit["notAllowed"] == refused
    eventually(lambda: methods_since(target, visit["started"]), lambda seen: seen == asked, "methods in the access log")


def methods_since(target: Target, started: datetime) -> set[str]:
    """Return the methods of the requests in the API's access log."""
    events = target.client("logs").filter_log_events(
        logGroupName=target.outputs["log_group_names"]["api_access"], startTime=int(started.timestamp() * 1000)
    )["events"]
    return {json.loads(event["message"])["http_method"] for event in events}
