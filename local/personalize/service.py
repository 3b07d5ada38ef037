"""Amazon Personalize on the local stack: three APIs with one signing name, distinguished by target and path."""

from local import exchanges
from local.modelled_api import ModelledApi
from local.modelled_api.api import Response
from local.modelled_api.emulator import add_service
from local.personalize import engine, metrics, runtime
from local.personalize.campaigns import Campaigns

SIGNING_NAME = "personalize"


class PersonalizeService:
    """The control plane (json 1.1, by ``x-amz-target``), runtime and events APIs (rest-json, by path)."""

    def __init__(self, campaigns: Campaigns) -> None:
        self.control = ModelledApi(
            "personalize",
            {"DescribeCampaign": campaigns.describe, "ListCampaigns": campaigns.list},
            invalid_request="InvalidInputException",
        )
        self.runtime = ModelledApi(
            "personalize-runtime",
            {"GetRecommendations": runtime.Runtime(campaigns).get_recommendations},
            invalid_request="InvalidInputException",
        )
        self.events = ModelledApi(
            "personalize-events", {"PutEvents": runtime.put_events}, invalid_request="InvalidInputException"
        )

    async def handle_request(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, list[str]]
    ) -> Response:
        """Return the response to one HTTP request to any of the three APIs."""
        if "x-amz-target" in headers:
            api = self.control
        elif self.events.operation_name(method, path, headers):
            api = self.events
        else:
            api = self.runtime
        return await api.handle_request(method, path, headers, body, query_params)


def register() -> None:
    """Add the service and its metrics to the emulator, and start fitting its model in the background."""
    service = PersonalizeService(Campaigns.from_environment())
    add_service(
        SIGNING_NAME,
        service.handle_request,
        host_patterns=[r"personalize\.", r"personalize-runtime\.", r"personalize-events\."],
        target_prefixes=["AmazonPersonalize."],
    )
    exchanges.observe(SIGNING_NAME, metrics.count)
    engine.warm_up()
