"""Decides which requests are traced, as a service does that samples by X-Ray's rules.

Behaviour: "Configuring sampling rules", https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html;
"Configure AWS X-Ray sampling rules for API Gateway APIs", Amazon API Gateway Developer Guide.
"""

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from local.xray.sampling import SamplingRules


@dataclass(frozen=True)
class IncomingRequest:
    """What rules ask about: who received a request, and the request. Names of ``headers`` are in lower case."""

    service_name: str
    service_type: str
    resource_arn: str
    host: str
    method: str
    path: str
    headers: Mapping[str, str]


class Sampler:
    """The first rule that matches decides: first its reservoir of each second, then its rate.

    There is one sampler, so it takes the whole reservoir and reports to nobody.
    """

    def __init__(
        self,
        rules: SamplingRules,
        now: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._rules = rules
        self._now = now
        self._chance = chance
        self._lock = threading.Lock()
        self._taken: dict[str, tuple[int, int]] = {}  # rule → the last second, and how many of it were taken

    def decide(self, request: IncomingRequest) -> bool:
        """Return whether to trace ``request``, which nobody has decided on."""
        rule = next(rule for rule in self._rules.by_priority() if _matches(rule, request))
        return self._is_within_reservoir(rule) or self._chance() < rule["FixedRate"]

    def _is_within_reservoir(self, rule: Mapping[str, Any]) -> bool:
        name, this_second = rule["RuleName"], int(self._now())
        with self._lock:
            second, taken = self._taken.get(name, (this_second, 0))
            if second != this_second:
                taken = 0
            if taken >= rule["ReservoirSize"]:
                return False
            self._taken[name] = (this_second, taken + 1)
            return True


def _matches(rule: Mapping[str, Any], request: IncomingRequest) -> bool:
    pairs = [
        (rule["ServiceName"], request.service_name),
        (rule["ServiceType"], request.service_type),
        (rule["ResourceARN"], request.resource_arn),
        (rule["Host"], request.host),
        (rule["HTTPMethod"], request.method),
        (rule["URLPath"], request.path),
    ]
    headers = [(pattern, request.headers.get(name.lower())) for name, pattern in rule["Attributes"].items()]
    return all(text is not None and _fits(pattern, text) for pattern, text in (*pairs, *headers))


def _fits(pattern: str, text: str) -> bool:
    """Return whether ``text`` fits a pattern with ``*`` and ``?``, in any case."""
    return fnmatchcase(text.lower(), pattern.lower().replace("[", "[[]"))
