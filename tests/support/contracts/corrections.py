"""What a release takes back of the one before it, because both could not be kept.

The contract promises additions only. A correction is the exception: it has a decision, its breaks are named one by
one, and with the one thing changed that it changes, the old documents must not break.
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Documents = dict[str, Any]


@dataclass(frozen=True)
class Correction:
    """``change`` makes it in the old documents, in place; ``breaks`` is what that breaks."""

    decision: str
    change: Callable[[Documents], None]
    breaks: tuple[str, ...]

    def applied(self, documents: Mapping[str, Any]) -> Documents:
        """Return a copy of ``documents`` with the correction made."""
        changed = copy.deepcopy(dict(documents))
        self.change(changed)
        return changed


def _parts(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in ``node``."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _parts(child)


def _list_two_more_strategies(documents: Documents) -> None:
    strategy = documents["offer.v1.schema.json"]["properties"]["data"]["properties"]["strategy"]
    strategy["enum"] += ["last-good", "popular"]


def _refuse_the_replacement_character(documents: Documents) -> None:
    for part in _parts(documents):
        if isinstance(part.get("pattern"), str):
            part["pattern"] = part["pattern"].replace("\\ufffe\\uffff]", "\\ufffd-\\uffff]")


def _open_what_is_received(documents: Documents) -> None:
    openapi = documents["openapi.yaml"]
    received = [documents["offer.v1.schema.json"], documents["problem.v1.schema.json"]]
    received += [operation["responses"] for operation in openapi["paths"]["/recommend"].values()]
    for part in _parts(received):
        part.pop("enum", None)
        part.pop("additionalProperties", None)


def _say_in_patterns_what_every_engine_reads(documents: Documents) -> None:
    text = {"pattern": r"\S", "not": {"pattern": r"[\x00-\x1f\x7f-\x9f]"}}
    identifier = {"pattern": "^[A-Za-z0-9_-]+$", "not": {"pattern": "[^A-Za-z0-9_-]"}}
    body = documents["openapi.yaml"]["paths"]["/recommend"]["post"]["requestBody"]["content"]["application/json"]
    for request in (documents["recommend-request.v1.schema.json"], body["schema"]):
        for name, rules in {"customer_id": identifier, "interest": text, "location": text}.items():
            request["properties"][name].update(rules)


def _make_1_3_0(documents: Documents) -> None:
    _open_what_is_received(documents)
    _say_in_patterns_what_every_engine_reads(documents)


_POST = "openapi.yaml/post /recommend"
_REQUEST = "recommend-request.v1.schema.json"
_RULES = [
    f"{member}: {rule} was changed" for member in ("customer_id", "interest", "location") for rule in ("pattern", "not")
]
_NEW_MEMBER, _NEW_VALUE = "a member may come that was not listed", "a value may come that was not listed"

CORRECTIONS = {
    "1.1.0": Correction(
        decision="0029",
        change=_list_two_more_strategies,
        breaks=(f"offer.v1.schema.json/data/strategy: {_NEW_VALUE}",),
    ),
    "1.2.0": Correction(
        decision="0017",
        change=_refuse_the_replacement_character,
        breaks=(
            f"{_POST}/body/interest: not was changed",
            f"{_POST}/body/location: not was changed",
            f"{_REQUEST}/interest: not was changed",
            f"{_REQUEST}/location: not was changed",
        ),
    ),
    "1.3.0": Correction(
        decision="0029",
        change=_make_1_3_0,
        breaks=(
            f"offer.v1.schema.json/data/strategy: {_NEW_VALUE}",
            *(f"{_POST}/body/{rule}" for rule in _RULES),
            f"{_POST}/202/body: {_NEW_MEMBER}",
            f"{_POST}/202/body/message: {_NEW_VALUE}",
            *(
                f"{_POST}/{status}/body{what}"
                for status in (400, 403, 409, 413, 415, 429, 500, 503)
                for what in (f": {_NEW_MEMBER}", f"/type: {_NEW_VALUE}")
            ),
            f"problem.v1.schema.json: {_NEW_MEMBER}",
            f"problem.v1.schema.json/type: {_NEW_VALUE}",
            *(f"{_REQUEST}/{rule}" for rule in _RULES),
        ),
    ),
}
