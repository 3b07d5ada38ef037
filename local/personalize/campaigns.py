"""The campaigns that exist on the local stack, and the control-plane calls that read them.

Creating campaigns is not emulated: the launcher's environment names them.
"""

import os
import re
import time
from typing import Any

from local.modelled_api import ApiError

CAMPAIGNS_VARIABLE = "LOCAL_PERSONALIZE_CAMPAIGNS"
DEFAULT_CAMPAIGN = "arn:aws:personalize:eu-west-1:000000000000:campaign/cxe-local-offers"

_ARN = re.compile(r"arn:[a-z\d-]+:personalize:[a-z\d-]+:\d{12}:campaign/(?P<name>[a-zA-Z0-9][a-zA-Z0-9\-_]{0,62})")


class Campaigns:
    """Campaigns by ARN. Raises ``ValueError`` for anything that is not a campaign's ARN."""

    def __init__(self, arns: list[str]) -> None:
        self._created = time.time()
        self._names: dict[str, str] = {}
        for arn in arns:
            match = _ARN.fullmatch(arn)
            if match is None:
                raise ValueError(f"{CAMPAIGNS_VARIABLE} must list ARNs of Personalize campaigns, separated by commas.")
            self._names[arn] = match["name"]

    @classmethod
    def from_environment(cls) -> "Campaigns":
        """Read the comma-separated ARNs of ``LOCAL_PERSONALIZE_CAMPAIGNS``; without it there is one campaign."""
        return cls([arn.strip() for arn in os.environ.get(CAMPAIGNS_VARIABLE, DEFAULT_CAMPAIGN).split(",")])

    def require(self, arn: str) -> None:
        """Raise the service's ``ResourceNotFoundException`` when there is no such campaign."""
        if arn not in self._names:
            raise ApiError("ResourceNotFoundException", "The campaign does not exist.")

    def describe(self, request: dict[str, Any]) -> dict[str, Any]:
        """``DescribeCampaign``."""
        arn = request["campaignArn"]
        self.require(arn)
        return {
            "campaign": {
                **self._summary(arn),
                "solutionVersionArn": f"{self._solution(arn)}/00000001",
                "minProvisionedTPS": 1,
                "campaignConfig": {"enableMetadataWithRecommendations": False, "syncWithLatestSolutionVersion": True},
            }
        }

    def list(self, request: dict[str, Any]) -> dict[str, Any]:
        """``ListCampaigns``; there are few, so always one page."""
        wanted = request.get("solutionArn")
        return {"campaigns": [self._summary(arn) for arn in self._names if wanted in (None, self._solution(arn))]}

    def _summary(self, arn: str) -> dict[str, Any]:
        return {
            "name": self._names[arn],
            "campaignArn": arn,
            "status": "ACTIVE",
            "creationDateTime": self._created,
            "lastUpdatedDateTime": self._created,
        }

    @staticmethod
    def _solution(arn: str) -> str:
        return arn.replace(":campaign/", ":solution/")
