"""How long the tests of patches wait."""

import pytest


@pytest.fixture
def patience(patched: bool) -> float:
    """Seconds: plenty where the test must succeed, little where it must fail and waits in vain."""
    return 6.0 if patched else 0.8
