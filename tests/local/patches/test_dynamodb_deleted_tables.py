"""A table that is deleted can be restored from the backup that it leaves, and by nothing else."""

import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack

pytestmark = pytest.mark.patch("dynamodb_deleted_tables")

ENCRYPTED = {"Enabled": True, "SSEType": "KMS"}


class Table:
    """A table of its own with one item, its stream, its time to live and a tag."""

    def __init__(self, stack: Stack, *, recoverable: bool) -> None:
        self.client: Any = stack.client("dynamodb")
        self.name = f"table-{uuid.uuid4().hex}"
        self.client.create_table(
            TableName=self.name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
            SSESpecification=ENCRYPTED,
            Tags=[{"Key": "a", "Value": "b"}],
        )
        if recoverable:
            self.client.update_continuous_backups(
                TableName=self.name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
            )
        self.client.put_item(TableName=self.name, Item={"id": {"S": "kept"}})

    def backups(self, **asked: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client.list_backups(TableName=self.name, **asked)["BackupSummaries"]
        return found

    def restore_now(self) -> None:
        """Restore it, to another name, to the moment."""
        self.client.restore_table_to_point_in_time(
            SourceTableName=self.name, TargetTableName=f"{self.name}-restored", UseLatestRestorableTime=True
        )


def test_a_deleted_table_comes_back_from_its_backup(stack: Stack) -> None:
    table = Table(stack, recoverable=True)
    table.client.delete_table(TableName=table.name)
    (backup,) = table.backups(BackupType="SYSTEM")
    assert backup["BackupName"] == f"{table.name}$DeletedTableBackup"

    table.client.restore_table_from_backup(BackupArn=backup["BackupArn"], TargetTableName=table.name)

    assert table.client.get_item(TableName=table.name, Key={"id": {"S": "kept"}})["Item"] == {"id": {"S": "kept"}}


def test_what_a_restored_table_lacks(stack: Stack) -> None:
    table = Table(stack, recoverable=True)
    table.client.delete_table(TableName=table.name)
    (backup,) = table.backups(BackupType="SYSTEM")
    table.client.restore_table_from_backup(BackupArn=backup["BackupArn"], TargetTableName=table.name)

    restored = table.client.describe_table(TableName=table.name)["Table"]
    recovery = table.client.describe_continuous_backups(TableName=table.name)["ContinuousBackupsDescription"]

    assert "LatestStreamArn" not in restored
    assert restored["SSEDescription"]["Status"] == "ENABLED"
    assert recovery["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "DISABLED"
    assert table.client.list_tags_of_resource(ResourceArn=restored["TableArn"])["Tags"] == []


def test_the_backup_of_a_deleted_table_expires_after_35_days(stack: Stack) -> None:
    table = Table(stack, recoverable=True)
    table.client.delete_table(TableName=table.name)
    (backup,) = table.backups(BackupType="ALL")

    kept = table.client.describe_backup(BackupArn=backup["BackupArn"])["BackupDescription"]["BackupDetails"]

    assert (kept["BackupExpiryDateTime"] - kept["BackupCreationDateTime"]).days == 35


def test_only_backups_that_a_user_made_are_listed_unless_others_are_asked_for(stack: Stack) -> None:
    table = Table(stack, recoverable=True)
    table.client.create_backup(TableName=table.name, BackupName="mine")
    table.client.delete_table(TableName=table.name)

    assert [backup["BackupName"] for backup in table.backups()] == ["mine"]
    assert [backup["BackupType"] for backup in table.backups(BackupType="SYSTEM")] == ["SYSTEM"]
    assert len(table.backups(BackupType="ALL")) == 2


def test_a_table_without_point_in_time_recovery_has_none(stack: Stack) -> None:
    table = Table(stack, recoverable=False)

    with pytest.raises(ClientError, match="PointInTimeRecoveryUnavailableException"):
        table.restore_now()


def test_point_in_time_recovery_ends_with_its_table(stack: Stack) -> None:
    table = Table(stack, recoverable=True)
    table.restore_now()
    table.client.delete_table(TableName=table.name)
    assert table.backups(BackupType="SYSTEM")
    table.client.delete_table(TableName=f"{table.name}-restored")

    with pytest.raises(ClientError, match="TableNotFoundException"):
        table.restore_now()
