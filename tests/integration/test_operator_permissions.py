"""The permissions that docs/recovery.md lists are those that the commands need, and no others."""

import json
import re
from pathlib import Path

import pytest

from tests.docs.blocks import under
from tests.integration.cloud import INTERESTS, Cloud, Queue
from tests.integration.conftest import Handler
from tests.integration.operating import FUNCTION, operator
from tests.unit.tools.recovery.fakes import key, record, stored

RANGE = ("--since", "2026-11-22T00:00:00Z", "--until", "2026-11-23T00:00:00Z")


def test_the_listed_permissions_are_the_needed_ones(
    recommender: Handler,
    cloud: Cloud,
    queue: Queue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    operate = operator(recommender, monkeypatch, capsys)
    cloud.dynamodb.put_item(TableName=INTERESTS, Item=record(1)["dynamodb"]["NewImage"])
    operate.store(key(2), stored(record(2)))
    ids = tmp_path / "ids.txt"
    ids.write_text("12345\n")
    operate.calls.clear()

    for words in (["redrive"], ["reconcile", *RANGE], ["replay", *RANGE], ["do_not_contact", str(ids)]):
        assert operate.run(*words).status == 0

    # the function is called in this process, past botocore
    assert {*operate.calls, ("lambda:InvokeFunction", FUNCTION)} == listed()


def listed() -> set[tuple[str, str]]:
    """Return the actions of the document's policy, each with its resource as it is called here."""
    found = set()
    for statement in json.loads(under("docs/recovery.md", "Permissions", "json")[0])["Statement"]:
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        name = re.search(r"CustomerInterest|cxe-prod-[a-z0-9-]+", statement["Resource"])[0]
        found |= {(action, re.sub(r"cxe-prod-([0-9]{12}-)?", "cxe-test-", name)) for action in actions}
    return found
