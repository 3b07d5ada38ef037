"""DynamoDB in memory: the requests that the functions send, as DynamoDB answers them."""

from collections.abc import Callable, Iterator
from typing import Any, Self

from shared.generated.table_names import LISTINGS_SUFFIX
from tests.support import tables
from tests.support.reliability.expressions import Item, UnknownRequestError, holds, updated
from tests.support.reliability.faults import Faults, client_error

_NAMES = {"listings": f"catalogue{LISTINGS_SUFFIX}"}
KEYS = {_NAMES.get(table, table): names for table, names in tables.KEYS.items()}
INDEXES = {_NAMES.get(table, table): indexes for table, indexes in tables.INDEXES.items()}
_KEYS_PER_CALL = 100
_NEVER = {"N": "inf"}


class DynamoDb:
    """A client of tables named as in :data:`KEYS`. ``inserted`` hears of every new item of the interest table."""

    def __init__(self, faults: Faults, inserted: Callable[[Item], None]) -> None:
        self._faults = faults
        self._inserted = inserted
        self._tables: dict[str, dict[tuple[str, ...], Item]] = {name: {} for name in KEYS}

    def items(self, table: str) -> list[Item]:
        """Look at a table, past every fault."""
        return list(self._tables[table].values())

    def item(self, table: str, *key: str) -> Item | None:
        return self._tables[table].get(key)

    def fill(self, table: str, items: list[Item]) -> None:
        """Replace what a table holds."""
        self._tables[table] = {self._key(table, item): item for item in items}

    def expire(self, *tables: str) -> None:
        """Delete what has expired by now, which DynamoDB may do days later."""
        now = self._faults.clock.seconds
        for table in tables:
            self.fill(table, [item for item in self.items(table) if float(item.get("expires_at", _NEVER)["N"]) >= now])

    def put_item(self, **request: Any) -> dict[str, Any]:
        return self._faults.call(f"{request['TableName']}.put_item", lambda _: self._put(request))

    def update_item(self, **request: Any) -> dict[str, Any]:
        return self._faults.call(f"{request['TableName']}.update_item", lambda _: self._update(request))

    def get_item(self, **request: Any) -> dict[str, Any]:
        table = request["TableName"]
        return self._faults.call(f"{table}.get_item", lambda kind: self._get(table, request, kind))

    def batch_get_item(self, **request: Any) -> dict[str, Any]:
        ((table, wanted),) = request["RequestItems"].items()
        return self._faults.call(f"{table}.batch_get_item", lambda kind: self._batch_get(table, wanted, kind))

    def query(self, **request: Any) -> dict[str, Any]:
        return self._faults.call(f"{request['TableName']}.query", lambda kind: self._query(request, kind))

    def get_paginator(self, operation: str) -> Self:
        """Return what pages through a scan: this very client."""
        if operation != "scan":
            raise UnknownRequestError(operation)
        return self

    def paginate(self, **request: Any) -> Iterator[dict[str, Any]]:
        """Yield one page to the scan of the first segment: all in the range of time that is asked for."""
        if request["FilterExpression"] != "#timestamp >= :since AND #timestamp < :until":
            raise UnknownRequestError(request["FilterExpression"])
        table, values = request["TableName"], request["ExpressionAttributeValues"]
        since, until = values[":since"]["S"], values[":until"]["S"]
        if request["Segment"] == 0:
            found = [item for item in self.items(table) if since <= item["timestamp"]["S"] < until]
            names = [_name(path, request) for path in request["ProjectionExpression"].split(", ")]
            yield {"Items": [{name: item[name] for name in names} for item in found]}

    def _put(self, request: dict[str, Any]) -> dict[str, Any]:
        table, item = request["TableName"], request["Item"]
        key = self._key(table, item)
        held = self._tables[table].get(key)
        self._check(request, held, "PutItem")
        self._tables[table][key] = item
        if table == "interests" and held is None:
            self._inserted(item)
        return {}

    def _update(self, request: dict[str, Any]) -> dict[str, Any]:
        table = request["TableName"]
        key = self._key(table, request["Key"])
        held = self._tables[table].get(key)
        self._check(request, held, "UpdateItem")
        names, values = request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {})
        self._tables[table][key] = updated(request["UpdateExpression"], held or dict(request["Key"]), names, values)
        return {"Attributes": held} if held and request.get("ReturnValues") == "ALL_OLD" else {}

    @staticmethod
    def _check(request: dict[str, Any], held: Item | None, operation: str) -> None:
        names, values = request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {})
        if not holds(request.get("ConditionExpression"), held, names, values):
            wanted = request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
            shown = {"Item": held} if wanted and held is not None else {}
            raise client_error("ConditionalCheckFailedException", operation, **shown)

    def _get(self, table: str, request: dict[str, Any], kind: str | None) -> dict[str, Any]:
        item = self._seen(table, request["Key"], request.get("ConsistentRead", False), kind)
        return {} if item is None else {"Item": item}

    def _batch_get(self, table: str, wanted: dict[str, Any], kind: str | None) -> dict[str, Any]:
        keys, consistent = wanted["Keys"], wanted.get("ConsistentRead", False)
        if not keys or len(keys) > _KEYS_PER_CALL or len({self._key(table, key) for key in keys}) < len(keys):
            raise client_error("ValidationException", "BatchGetItem")
        read = keys[: len(keys) // 2] if kind == "partly" else keys
        found = (self._seen(table, key, consistent, kind) for key in read)
        unread = keys[len(read) :]
        return {
            "Responses": {table: [item for item in found if item is not None]},
            "UnprocessedKeys": {table: {**wanted, "Keys": unread}} if unread else {},
        }

    def _seen(self, table: str, key: Item, consistent: bool, kind: str | None) -> Item | None:
        return None if kind == "stale" and not consistent else self._tables[table].get(self._key(table, key))

    def _query(self, request: dict[str, Any], kind: str | None) -> dict[str, Any]:
        partition, order = INDEXES[request["TableName"]][request["IndexName"]]
        if request["KeyConditionExpression"] != "#key = :value" or request["ScanIndexForward"] is not False:
            raise UnknownRequestError(str(request))
        if request["ExpressionAttributeNames"]["#key"] != partition:
            raise client_error("ValidationException", "Query")
        value = request["ExpressionAttributeValues"][":value"]
        found = [item for item in self.items(request["TableName"]) if item.get(partition) == value and order in item]
        found.sort(key=lambda item: float(item[order]["N"]), reverse=True)
        start = request.get("ExclusiveStartKey")
        rest = found[1 + [item["item_id"] for item in found].index(start["item_id"]) :] if start else found
        # A page ends early when it holds a megabyte, too.
        size = max(1, len(rest) * 3 // 4) if kind == "partly" else request["Limit"]
        page = rest[:size]
        more = {"LastEvaluatedKey": {"item_id": page[-1]["item_id"]}} if len(rest) > size else {}
        return {"Items": page, **more}

    @staticmethod
    def _key(table: str, item: Item) -> tuple[str, ...]:
        return tuple(item[name]["S"] for name in KEYS[table])


def _name(path: str, request: dict[str, Any]) -> str:
    return str(request["ExpressionAttributeNames"][path]) if path.startswith("#") else path
