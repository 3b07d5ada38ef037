"""Schemathesis sends what the contract allows and what it forbids to the applied API (https://schemathesis.readthedocs.io)."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events
from schemathesis.engine.core import Engine
from schemathesis.engine.recorder import Interaction, ScenarioRecorder

from tests.support.contracts import name_rule
from tests.support.contracts.documents import openapi

ROUND = 400


@dataclass
class Found:
    """What a search sent, got, and found: a finding names the check, the request and the answer."""

    interactions: list[Interaction] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    checks: int = 0

    def add(self, recorder: ScenarioRecorder) -> None:
        """Take what one scenario recorded."""
        self.interactions += recorder.interactions.values()
        for case_id, checks in recorder.checks.items():
            self.checks += len(checks)
            for check in checks:
                if check.failure_info is not None:
                    response = recorder.interactions[case_id].response
                    body = response.content if response is not None else b""
                    failure = check.failure_info
                    self.findings.append(f"{check.name}: {failure.failure.message}\n{failure.code_sample}\n{body!r}")


def search(api_url: str, api_key: str, seeds: Iterable[int], requests: int = ROUND) -> Found:
    """Send ``requests`` generated requests for each of ``seeds``, and once the contract's examples and border cases.

    All checks of the tool are on. A round is short because the generator grows slower the longer it runs.
    """
    found = Found()
    loaded = schemathesis.openapi.from_dict(as_the_tool_reads_it(), config=SchemathesisConfig())
    loaded.config.update(base_url=api_url, headers={"x-api-key": api_key}, continue_on_failure=True)
    loaded.config.generation.update(max_examples=requests, database="none")
    for seed in seeds:
        loaded.config.seed = seed
        for event in Engine(loaded).execute():
            if isinstance(event, events.ScenarioFinished):
                found.add(event.recorder)
            elif isinstance(event, events.NonFatalError):
                found.findings.append(f"{event.label}: {event.value}")
            elif isinstance(event, events.FatalError):
                raise event.exception
        loaded.config.phases.examples.enabled = loaded.config.phases.coverage.enabled = False
    return found


def as_the_tool_reads_it() -> dict[str, Any]:
    """Return the contract with the whole rule for interest and location in its patterns.

    There, they say what every engine of regular expressions can; the descriptions say the rest.
    """
    document = openapi()
    members = document["components"]["schemas"]["RecommendRequest"]["properties"]
    for member in ("interest", "location"):
        assert members[member]["not"] == {"pattern": r"[\x00-\x1f\x7f-\x9f]"}, "changed: does this still say all of it?"
        members[member]["not"] = {"pattern": f"[{_ranges(name_rule.is_refused)}]"}
        members[member]["pattern"] = f"[^{_ranges(_is_blank)}]"
    return document


def _is_blank(character: str) -> bool:
    """Return whether ``character`` may be held and shows nothing. The tool (4.32) reads not all others in a pattern."""
    assigned = unicodedata.category(character) != "Cn" and not name_rule.is_refused(character)
    return assigned and name_rule.is_blank(character)


def _ranges(holds: Callable[[str], bool]) -> str:
    """Return the characters for which ``holds`` is true, as ranges of a character class.

    Surrogates are left out: the tool sends UTF-8, which has none. The input catalogue has them.
    """
    ranges: list[list[int]] = []
    for point in [*range(0xD800), *range(0xE000, 0x110000)]:
        if holds(chr(point)):
            if ranges and ranges[-1][1] == point - 1:
                ranges[-1][1] = point
            else:
                ranges.append([point, point])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


def texts_sent(interaction: Interaction) -> Iterator[str]:
    """Yield the texts in the body and the idempotency key of a request."""
    for name, values in interaction.request.headers.items():
        if name.lower() == "idempotency-key":
            yield from values
    body = interaction.request.body or b""
    try:
        yield from _texts(json.loads(body))
    except (ValueError, RecursionError):
        yield body.decode("latin-1")


def _texts(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, Mapping):
        for name, value in document.items():
            yield name
            yield from _texts(value)
    elif isinstance(document, list):
        for value in document:
            yield from _texts(value)
