"""Variables in policies stand for what a call brings."""

import pytest

from tests.local.iam.cases import CASES, Case, wrongly_decided
from tests.permissions.evaluator import mended as with_mends

MEND = "iam_policy_variables"
pytestmark = pytest.mark.mend(MEND)


@pytest.mark.parametrize("case", [case for case in CASES if case.get("mend") == MEND], ids=lambda case: case["name"])
def test_a_case_is_decided_as_documented(case: Case, mended: bool) -> None:
    with with_mends(*([MEND] if mended else [])):
        assert wrongly_decided(case) == []
