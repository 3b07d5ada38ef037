"""Inventories: what a plan must hold, as YAML beside the values that lead to it.

``values`` maps an address to the attributes it must have; ``counts`` is the number of resources of each type, all of
them, so that a new resource is seen. An attribute that Terraform keeps as JSON text, such as a policy, is written
as what the text means and must be equal in full.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

_MISSING = object()


def differences(inventory: Mapping[str, Any], resources: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return what of an inventory does not hold for planned ``resources``, one sentence for each difference."""
    return [*_count_differences(inventory["counts"], resources), *_value_differences(inventory["values"], resources)]


def _count_differences(expected: Mapping[str, int], resources: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    actual = Counter(resource["type"] for resource in resources.values())
    for kind in sorted(expected.keys() | actual.keys()):
        if expected.get(kind, 0) != actual[kind]:
            yield f"{kind}: {actual[kind]} planned, {expected.get(kind, 0)} expected"


def _value_differences(
    expected: Mapping[str, Mapping[str, Any]], resources: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    for address, attributes in expected.items():
        if address not in resources:
            yield f"{address}: not planned"
            continue
        actual = resources[address]["values"]
        for name, value in attributes.items():
            yield from _compare(value, actual.get(name, _MISSING), f"{address}.{name}")


def _compare(expected: object, actual: object, where: str) -> Iterator[str]:
    if isinstance(expected, dict | list) and isinstance(actual, str):
        if (meaning := json.loads(actual)) != expected:
            yield f"{where}: {json.dumps(meaning)} planned, {json.dumps(expected)} expected"
    elif isinstance(expected, dict) and isinstance(actual, dict):
        for name, value in expected.items():
            yield from _compare(value, actual.get(name, _MISSING), f"{where}.{name}")
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for index, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from _compare(one, other, f"{where}[{index}]")
    elif expected != actual:
        shown = "nothing" if actual is _MISSING else json.dumps(actual)
        yield f"{where}: {shown} planned, {json.dumps(expected)} expected"
