"""How the failure bucket is listed."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.fakes.events import NOW
from watch.adapters.failure_bucket import FailureBucket
from watch.domain.model import UnmeasuredError


@dataclass
class Lister:
    """Answers every request alike, or fails."""

    response: dict[str, Any] | Exception
    requests: list[dict[str, Any]] = field(default_factory=list)

    def list_objects_v2(self, **request: Any) -> dict[str, Any]:
        self.requests.append(request)
        if isinstance(self.response, Exception):
            raise self.response
        return self.response


def test_one_request_lists_what_lambda_and_the_recommender_put_there() -> None:
    lister = Lister({"Contents": [{"LastModified": NOW}, {"LastModified": NOW - timedelta(days=1)}], "KeyCount": 2})
    assert FailureBucket(lister, "failures").waiting_since() == [NOW, NOW - timedelta(days=1)]
    assert lister.requests == [{"Bucket": "failures", "Prefix": "aws/lambda/", "MaxKeys": 1000}]


def test_of_many_the_first_page_is_enough() -> None:
    lister = Lister({"Contents": [{"LastModified": NOW}] * 1000, "IsTruncated": True, "NextContinuationToken": "more"})
    assert len(FailureBucket(lister, "failures").waiting_since()) == 1000
    assert len(lister.requests) == 1


def test_an_empty_bucket_lists_nothing() -> None:
    assert FailureBucket(Lister({"KeyCount": 0}), "failures").waiting_since() == []


def test_a_failure_keeps_its_class_and_code_and_nothing_of_its_text() -> None:
    refused = ClientError({"Error": {"Code": "AccessDenied", "Message": "canary"}}, "ListObjectsV2")
    with pytest.raises(UnmeasuredError) as failure:
        FailureBucket(Lister(refused), "failures").waiting_since()
    assert failure.value.log_fields == {"error_class": "ClientError", "error_code": "AccessDenied"}
    assert failure.value.__suppress_context__
