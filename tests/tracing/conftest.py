"""The functions' tracing as in Lambda, for every test."""

from collections.abc import Iterator

import pytest

from tests.support.tracing.pipeline import Pipeline
from tests.support.tracing_harness import traced_lambda


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.setenv(name, "eu-west-1")
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)  # between botocore's attempts
    with traced_lambda(monkeypatch) as daemon:
        yield Pipeline(daemon, monkeypatch)
