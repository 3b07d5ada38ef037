"""Conditions compare ARNs part by part."""

import pytest

from tests.support.local.iam.cases import CASES, Case, wrongly_decided
from tests.support.permissions.evaluator import patched as with_patches

PATCH = "iam_arn_operators"
pytestmark = pytest.mark.patch(PATCH)


@pytest.mark.parametrize("case", [case for case in CASES if case.get("patch") == PATCH], ids=lambda case: case["name"])
def test_a_case_is_decided_as_documented(case: Case, patched: bool) -> None:
    with with_patches(*([PATCH] if patched else [])):
        assert wrongly_decided(case) == []
