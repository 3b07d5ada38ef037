"""What a release takes back of the one before it, because both could not be kept.

The contract promises additions only. A correction is the exception: it has a decision, its breaks are named one by
one, and with the one text changed that it changes, the old documents must not break.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Correction:
    """``before`` is replaced by ``after`` in the documents' texts; ``breaks`` is what that breaks."""

    decision: str
    before: str
    after: str
    breaks: tuple[str, ...]

    def applied(self, documents: Mapping[str, Any]) -> dict[str, Any]:
        """Return a copy of ``documents`` with the correction made."""
        return {name: self._changed(document) for name, document in documents.items()}

    def _changed(self, node: Any) -> Any:
        if isinstance(node, str):
            return node.replace(self.before, self.after)
        if isinstance(node, list):
            return [self._changed(each) for each in node]
        if isinstance(node, dict):
            return {name: self._changed(value) for name, value in node.items()}
        return node


CORRECTIONS = {
    "1.2.0": Correction(
        decision="0017",
        before="\\ufffe\\uffff]",
        after="\\ufffd-\\uffff]",
        breaks=(
            "openapi.yaml/post /recommend/body/interest: not was changed",
            "openapi.yaml/post /recommend/body/location: not was changed",
            "recommend-request.v1.schema.json/interest: not was changed",
            "recommend-request.v1.schema.json/location: not was changed",
        ),
    ),
}
