"""A deleted table leaves a backup, and nothing else restores it.

Gap: ministack keeps nothing of a table that had point-in-time recovery when it was deleted, lists backups of every type
whatever is asked for, restores a table to a point in time that has no point-in-time recovery, and restores none with
its encryption.

AWS: deleting a table with point-in-time recovery makes a backup of type ``SYSTEM``, named ``TABLE$DeletedTableBackup``,
that expires after 35 days. ``ListBackups`` lists type ``USER`` unless ``BackupType`` says otherwise.
``RestoreTableToPointInTime`` answers ``PointInTimeRecoveryUnavailableException`` for a table without it, and
``TableNotFoundException`` for one that is gone. A restored table has the items, indexes, capacity and encryption of its
source, and neither stream nor time to live, point-in-time recovery, tags or deletion protection. Sources: Amazon
DynamoDB Developer Guide, "Point-in-time recovery: How it works"
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html), and API
Reference, ``ListBackups`` and ``BackupDetails``.

Needed by: docs/recovery.md.
"""

import json
from typing import Any

_DAYS_KEPT = 35
_SECONDS_PER_DAY = 86_400
_USER, _SYSTEM, _ALL = "USER", "SYSTEM", "ALL"

Response = tuple[int, dict[str, str], bytes]


def apply() -> None:
    """Keep what is deleted, and restore as AWS does."""
    from ministack.services import dynamodb

    _keep_deleted_tables(dynamodb)
    _restore_what_may_be_restored(dynamodb)


def _keep_deleted_tables(dynamodb: Any) -> None:
    delete, list_backups = dynamodb._delete_table, dynamodb._list_backups

    def delete_table(data: dict[str, Any]) -> Response:
        name = dynamodb._normalize_table_name(data.get("TableName"))
        backup = ""
        if name in dynamodb._tables and dynamodb._pitr_settings.get(name):
            made = dynamodb._create_backup({"TableName": name, "BackupName": f"{name}$DeletedTableBackup"})
            backup = json.loads(made[2])["BackupDetails"]["BackupArn"]
        response: Response = delete(data)
        if backup and response[0] == 200:
            details = dynamodb._backups[backup]["BackupDetails"]
            expires = details["BackupCreationDateTime"] + _DAYS_KEPT * _SECONDS_PER_DAY
            details |= {"BackupType": _SYSTEM, "BackupExpiryDateTime": expires}
        elif backup:  # refused: the table stays, and nothing was made of it
            del dynamodb._backups[backup]
        return response

    def backups_of_type(data: dict[str, Any]) -> Response:
        wanted = data.get("BackupType", _USER)
        kept = {
            arn: backup
            for arn, backup in dynamodb._backups.items()
            if wanted in {_ALL, backup["BackupDetails"]["BackupType"]}
        }
        everything, dynamodb._backups = dynamodb._backups, kept
        try:
            response: Response = list_backups(data)
        finally:
            dynamodb._backups = everything
        return response

    dynamodb._delete_table = delete_table
    dynamodb._list_backups = backups_of_type


def _restore_what_may_be_restored(dynamodb: Any) -> None:
    to_point_in_time, from_backup = dynamodb._restore_table_to_point_in_time, dynamodb._restore_table_from_backup

    def restore_to_point_in_time(data: dict[str, Any]) -> Response:
        source = data.get("SourceTableName") or dynamodb._normalize_table_name(data.get("SourceTableArn") or "")
        if source in dynamodb._tables and not dynamodb._pitr_settings.get(source):
            message = f"Point in time recovery is not enabled for table '{source}'"
            refused: Response = dynamodb.error_response_json("PointInTimeRecoveryUnavailableException", message, 400)
            return refused
        return encrypted(to_point_in_time(data), data, dynamodb._tables.get(source, {}).get("SSEDescription"))

    def restore_from_backup(data: dict[str, Any]) -> Response:
        features = dynamodb._backups.get(data.get("BackupArn"), {}).get("SourceTableFeatureDetails", {})
        return encrypted(from_backup(data), data, features.get("SSEDescription"))

    def encrypted(response: Response, data: dict[str, Any], encryption: dict[str, Any] | None) -> Response:
        if response[0] == 200 and encryption:
            dynamodb._tables[data["TargetTableName"]]["SSEDescription"] = encryption
        return response

    dynamodb._restore_table_to_point_in_time = restore_to_point_in_time
    dynamodb._restore_table_from_backup = restore_from_backup
