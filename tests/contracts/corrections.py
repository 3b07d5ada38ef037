"""What a release takes back of the one before it, because both could not be kept.

The contract promises additions only. A correction is the exception: it has a decision, its breaks are named one by
one, and with the one text changed that it changes, the old documents must not break.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Correction:
    """``replaced`` pairs parts of the documents' texts with what takes their place; ``breaks`` is what that breaks."""

    decision: str
    replaced: tuple[tuple[str, str], ...]
    breaks: tuple[str, ...]

    def applied(self, documents: Mapping[str, Any]) -> dict[str, Any]:
        """Return a copy of ``documents`` with the correction made."""
        return {name: self._changed(document) for name, document in documents.items()}

    def _changed(self, node: Any) -> Any:
        if isinstance(node, str):
            return functools.reduce(lambda text, pair: text.replace(*pair), self.replaced, node)
        if isinstance(node, list):
            return [self._changed(each) for each in node]
        if isinstance(node, dict):
            return {name: self._changed(value) for name, value in node.items()}
        return node


CORRECTIONS = {
    "1.2.0": Correction(
        decision="0017",
        replaced=(("\\ufffe\\uffff]", "\\ufffd-\\uffff]"),),
        breaks=(
            "openapi.yaml/post /recommend/body/interest: not was changed",
            "openapi.yaml/post /recommend/body/location: not was changed",
            "recommend-request.v1.schema.json/interest: not was changed",
            "recommend-request.v1.schema.json/location: not was changed",
        ),
    ),
    "1.3.0": Correction(
        decision="0022",
        replaced=(
            ("\\u200b-\\u200f", "\\u200b\\u200e\\u200f"),
            ("[^ \\u00a0\\u1680", "[^ \\u00a0\\u034f\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180d\\u180f"),
            (
                "\\u202f\\u205f\\u3000]",
                "\\u200c\\u200d\\u202f\\u205f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\uffa0\\ufff0-\\ufff8]",
            ),
        ),
        breaks=tuple(
            f"{where}/{member}: {rule} was changed"
            for where in ("openapi.yaml/post /recommend/body", "recommend-request.v1.schema.json")
            for member in ("interest", "location")
            for rule in ("pattern", "not")
        ),
    ),
}
