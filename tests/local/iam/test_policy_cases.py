"""The stack's evaluator decides as AWS documents, so that what it lets through is not refused there."""

import pytest

from tests.support.local.iam.cases import CASES, Case, wrongly_decided
from tests.support.permissions.evaluator import PATCHES, patched


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_case_is_decided_as_documented(case: Case) -> None:
    assert case.get("allow") or case.get("refuse")
    with patched(*PATCHES):
        assert wrongly_decided(case) == []
