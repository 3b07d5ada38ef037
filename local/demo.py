"""Show a person the whole way of one request: its response, its offer, its trace, and how long each took."""

import json
import time
from collections.abc import Mapping
from typing import Any

from botocore.config import Config

from local.steps import Steps
from tools import own_aws, trace_tree
from tools.journey import SAMPLE, Response, find_trace, post_interest, receive_offers


def show_journey(environment: Mapping[str, str], outputs: Mapping[str, Any], steps: Steps) -> None:
    """Post the sample payload twice, cold and warm; show what came of it. Raises ``TimeoutError``."""
    where = environment["AWS_ENDPOINT_URL"], environment["AWS_REGION"]
    keys = environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]
    sqs, xray = (own_aws.client(name, *where, keys, Config()) for name in ("sqs", "xray"))

    steps.say("\n1  A storefront posts what a customer is interested in\n")
    steps.say(f"     POST {environment['API_URL']}/recommend")
    steps.say(f"     x-api-key: {'*' * 8}")
    steps.say(f"     {json.dumps(SAMPLE)}")
    cold, _, _ = travel(environment, sqs)
    response, offer, offer_seconds = travel(environment, sqs)

    steps.say(f"\n2  The engine answers {response.status} after {milliseconds(response.seconds)}\n")
    steps.say(indented(json.dumps(response.body, indent=2)))

    steps.say(f"\n3  The offer reaches the consumer's queue {milliseconds(offer_seconds)} after the post\n")
    for line in offer_lines(offer):
        steps.say(f"     {line}")

    steps.say("\n4  The trace of this one request\n")
    names = {outputs["ingest_function_name"], outputs["recommender_function_name"]}
    steps.say(indented(trace_tree.render(trace_tree.build(find_trace(xray, response.body["trace_id"], names)))))

    steps.say(f"\nThe first post of all took {milliseconds(cold.seconds)}: it started the functions.")


def travel(environment: Mapping[str, str], sqs: Any) -> tuple[Response, dict[str, Any], float]:
    """Post the sample and wait for its offer; return response, offer and seconds from the post to the offer."""
    started = time.perf_counter()
    response = post_interest(environment["API_URL"], environment["API_KEY"], SAMPLE)
    if response.status != 202:
        raise TimeoutError(f"POST /recommend answered {response.status}: {json.dumps(response.body)}")
    event_id = response.body["event_id"]
    received = receive_offers(sqs, environment["OFFERS_QUEUE_URL"], {event_id})
    return response, received[event_id][0], time.perf_counter() - started


def offer_lines(offer: Mapping[str, Any]) -> list[str]:
    """Return an offer message as a small table."""
    data = offer["data"]
    rows = [("#", "item", "title", "category", "price", "why")]
    for item in data["offers"]:
        price = f"{item['currency']} {item['price']:.2f}"
        rows.append((str(item["rank"]), item["item_id"], item["title"], item["category"], price, item["reason"]))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        f"for customer {data['customer_id']}, chosen by {data['strategy']}, good until {data['expires_at']}",
        "",
        *("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows),
    ]


def milliseconds(seconds: float) -> str:
    """Return a duration for people."""
    return f"{seconds * 1000:.0f} ms"


def indented(text: str) -> str:
    """Return ``text`` with every line moved right, as the demo's other blocks are."""
    return "\n".join(f"     {line}" for line in text.splitlines())
