"""How long the tests of mends wait."""

import pytest


@pytest.fixture
def patience(mended: bool) -> float:
    """Seconds: plenty where the test must succeed, little where it must fail and waits in vain."""
    return 6.0 if mended else 0.8
