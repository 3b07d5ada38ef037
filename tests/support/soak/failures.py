"""What the event source mapping gave up on: the objects of the failure bucket."""

import json
from typing import Any

from tests.support.target import Target

Document = dict[str, Any]


class Failures:
    """Reads the failure bucket; every object is read once."""

    def __init__(self, target: Target) -> None:
        self._s3 = target.client("s3")
        self._bucket = target.environment["FAILURE_BUCKET"]
        self._read: dict[str, Document] = {}

    def objects(self) -> dict[str, Document]:
        """Return what is there now: key → Lambda's invocation record."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket)
        keys = [listed["Key"] for page in pages for listed in page.get("Contents", [])]
        for key in keys:
            if key not in self._read:
                self._read[key] = json.load(self._s3.get_object(Bucket=self._bucket, Key=key)["Body"])
        return {key: self._read[key] for key in keys}

    def event_ids(self) -> set[str]:
        """Return the ids of the events that are there now, with their whole records."""
        images = [image for document in self.objects().values() for image in images_of(document)]
        return {image["event_id"]["S"] for image in images}

    def delete(self, *keys: str) -> None:
        """Delete objects, as an operator does who is done with them."""
        for key in keys:
            self._s3.delete_object(Bucket=self._bucket, Key=key)


def images_of(document: Document) -> list[Document]:
    """Return the items whose records an invocation record holds."""
    return [record["dynamodb"]["NewImage"] for record in json.loads(document["payload"])["Records"]]
