"""The bucket of failed records. An object waits for as long as it is there: redrive deletes what has succeeded."""

from datetime import datetime

from shared.aws.clients import S3Lister
from shared.aws.failures import AWS_FAILURES, describe
from shared.failure_keys import PREFIX
from watch.domain.model import UnmeasuredError

_MOST = 1000
"""As many as one request lists (Amazon S3 API Reference, ListObjectsV2). Whoever is called need not know how many more
there are, and after a bad deployment there may be very many."""


class FailureBucket:
    """Lists in one request, and looks at no key."""

    def __init__(self, client: S3Lister, name: str) -> None:
        self._client = client
        self._name = name

    def waiting_since(self) -> list[datetime]:
        """Return when S3 stored each failure, or of many the first thousand by key.

        Raises :class:`UnmeasuredError` whatever the reason: a timeout, a missing bucket, no permission.
        """
        try:
            listed = self._client.list_objects_v2(Bucket=self._name, Prefix=PREFIX, MaxKeys=_MOST)
        except AWS_FAILURES as error:
            raise UnmeasuredError(describe(error)) from None
        return [each["LastModified"] for each in listed.get("Contents", [])]
