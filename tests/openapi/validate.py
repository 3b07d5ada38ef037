"""Validates a request to each address against an OpenAPI document with openapi-core; prints the customer in it."""

import json
import sys
from urllib.parse import urlsplit

from openapi_core import OpenAPI
from openapi_core.testing import MockRequest

document, *addresses = sys.argv[1:]
api = OpenAPI.from_file_path(document)
BODY = json.dumps({"customer_id": "12345", "interest": "organic_food", "location": "Cape Town"}).encode()

for address in addresses:
    host, path = f"{urlsplit(address).scheme}://{urlsplit(address).netloc}", urlsplit(address).path
    request = MockRequest(host, "post", f"{path}/recommend", headers={"x-api-key": "any"}, data=BODY)
    print(api.unmarshal_request(request).body["customer_id"])
