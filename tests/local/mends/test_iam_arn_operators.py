"""Conditions compare ARNs part by part."""

import pytest

from tests.local.iam.cases import CASES, Case, wrongly_decided
from tests.permissions.evaluator import mended as with_mends

MEND = "iam_arn_operators"
pytestmark = pytest.mark.mend(MEND)


@pytest.mark.parametrize("case", [case for case in CASES if case.get("mend") == MEND], ids=lambda case: case["name"])
def test_a_case_is_decided_as_documented(case: Case, mended: bool) -> None:
    with with_mends(*([MEND] if mended else [])):
        assert wrongly_decided(case) == []
