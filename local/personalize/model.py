"""The recommender: EASE over items, extended by columns for the customer and the request's context.

EASE (Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019, https://arxiv.org/abs/1905.03375) fits
a linear map from what a customer chose to what else they would choose, in closed form. Feature columns (interest,
location, both together, and a constant that learns popularity) are inputs like items, so a request's context counts
at once and a customer nobody has seen gets what fits the context.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from local.personalize.retail_data import Interaction

Vector = npt.NDArray[np.float32]

INTEREST = "INTEREST"
LOCATION = "LOCATION"

ITEM_PENALTY = 60.0
FEATURE_PENALTY = 8.0
_CONSTANT = "constant"
_SHARPNESS = 6.0  # of the scores: the higher, the further apart


class Model:
    """A fitted recommender. ``item_ids`` gives the order of all score vectors."""

    def __init__(self, item_ids: Sequence[str], interactions: Iterable[Interaction]) -> None:
        self.item_ids = tuple(item_ids)
        self._item_index = {item_id: index for index, item_id in enumerate(self.item_ids)}
        by_user: dict[str, list[Interaction]] = {}
        for interaction in interactions:
            by_user.setdefault(interaction.user_id, []).append(interaction)
        names = {name for history in by_user.values() for name in self._mean_features(history)}
        self._feature_index = {name: len(self.item_ids) + index for index, name in enumerate(sorted(names))}
        self._context_columns = [index for name, index in self._feature_index.items() if name != _CONSTANT]
        self._users = {user_id: self._row(history) for user_id, history in by_user.items()}
        rows = np.stack(list(self._users.values()))
        self._weights = self._fit(rows)
        # For histories without any context, where the weights above would wait for it.
        rows[:, self._context_columns] = 0.0
        self._history_weights = self._fit(rows)

    def scores(self, user_id: str | None, context: Mapping[str, str]) -> Vector:
        """Return every item's score, in the order of ``item_ids``: positive, adding up to 1, higher is better.

        An unknown ``user_id`` counts as a customer without history. A ``context`` with ``INTEREST``, ``LOCATION`` or
        both takes the place of the customer's usual one; values that nobody had in training tell nothing.
        """
        row = np.zeros(len(self.item_ids) + len(self._feature_index), dtype=np.float32)
        known = self._users.get(user_id) if user_id is not None else None
        if known is not None:
            row[:] = known
        if known is None or INTEREST in context or LOCATION in context:
            row[len(self.item_ids) :] = 0.0
            for name in _feature_names(context.get(INTEREST), context.get(LOCATION)):
                if name in self._feature_index:
                    row[self._feature_index[name]] = 1.0
        raw = row @ (self._weights if row[self._context_columns].any() else self._history_weights)
        spread = np.exp(_SHARPNESS * (raw - raw.max()))
        result: Vector = spread / spread.sum()
        return result

    def add_interaction(self, user_id: str, item_id: str) -> None:
        """Let a choice count for this customer from now on; an unknown item is ignored."""
        index = self._item_index.get(item_id)
        if index is not None:
            row = self._users.get(user_id)
            row = np.zeros(len(self._weights), dtype=np.float32) if row is None else row.copy()
            row[index] = 1.0
            row[self._feature_index[_CONSTANT]] = 1.0
            self._users[user_id] = row

    def _row(self, history: Sequence[Interaction]) -> Vector:
        row = np.zeros(len(self.item_ids) + len(self._feature_index), dtype=np.float32)
        row[[self._item_index[interaction.item_id] for interaction in history]] = 1.0
        for name, share in self._mean_features(history).items():
            row[self._feature_index[name]] = share
        return row

    @staticmethod
    def _mean_features(history: Sequence[Interaction]) -> dict[str, float]:
        shares: dict[str, float] = {}
        for interaction in history:
            for name in _feature_names(interaction.interest, interaction.location):
                shares[name] = shares.get(name, 0.0) + 1 / len(history)
        return shares

    def _fit(self, rows: Vector) -> Vector:
        """Solve for the weights, inputs × items. No item may predict itself, so the diagonal is zero."""
        columns, items = rows.shape[1], len(self.item_ids)
        penalty = np.full(columns, FEATURE_PENALTY)
        penalty[:items] = ITEM_PENALTY
        precision = np.linalg.inv(rows.T.astype(np.float64) @ rows + np.diag(penalty))
        weights = precision[:, :items] / -np.diag(precision)[:items]
        weights[np.arange(items), np.arange(items)] = 0.0
        result: Vector = weights.astype(np.float32)
        return result


def _feature_names(interest: str | None, location: str | None) -> list[str]:
    names = [_CONSTANT]
    if interest is not None:
        names.append(f"interest={interest}")
    if location is not None:
        names.append(f"location={location}")
    if interest is not None and location is not None:
        names.append(f"interest={interest} location={location}")
    return names


def recall_at(count: int, ranked: Sequence[str], wanted: frozenset[str]) -> float:
    """Return the share of ``wanted`` among the first ``count`` of ``ranked``, of what could be found there."""
    if not wanted:
        return math.nan
    return len(wanted.intersection(ranked[:count])) / min(count, len(wanted))
