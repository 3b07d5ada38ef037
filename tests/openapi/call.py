"""Calls the API at API_URL with the client that openapi-python-client made, and prints what each call got."""

import json
import os
import uuid

from storefront import AuthenticatedClient, Client
from storefront.api.storefront import record_preference
from storefront.models import Accepted, Problem, RecommendRequest
from storefront.types import Response

URL, KEY, ONCE = os.environ["API_URL"], os.environ["API_KEY"], str(uuid.uuid4())
WITH_KEY = AuthenticatedClient(base_url=URL, token=KEY, prefix="", auth_header_name="x-api-key")


def got(response: Response[Accepted | Problem]) -> tuple[int, str]:
    """Return the status, and what the body says: its type, or that it has an event id."""
    if isinstance(response.parsed, Accepted):
        return int(response.status_code), "event" if response.parsed.event_id else ""
    if isinstance(response.parsed, Problem):
        assert response.parsed.status == response.status_code
        return int(response.status_code), response.parsed.type_
    return int(response.status_code), ""


def interest_request(interest: str) -> RecommendRequest:
    return RecommendRequest(customer_id="12345", interest=interest, location="Cape Town")


calls = [
    record_preference.sync_detailed(client=WITH_KEY, body=interest_request("organic_food"), idempotency_key=ONCE),
    record_preference.sync_detailed(client=WITH_KEY, body=interest_request("books"), idempotency_key=ONCE),
    record_preference.sync_detailed(client=WITH_KEY, body=interest_request("")),
    record_preference.sync_detailed(client=Client(base_url=URL), body=interest_request("organic_food")),
]
print(json.dumps([got(call) for call in calls]))
