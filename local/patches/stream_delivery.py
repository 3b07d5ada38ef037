"""An event source mapping delivers a DynamoDB stream as Lambda does.

Gap: ministack sends one batch at a time and ignores the batching window, the parallelization factor, bisecting, the
retry limit and partial batch responses (a record that was reported as failed is lost and the result reads OK); the
on-failure destination works only for records that are too old, and never for a bucket; other mappings and their
functions wait for each other.

AWS: "Using Lambda with DynamoDB" (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html) and the pages on its
parameters, batching, errors and partial batch responses; :mod:`local.streams` follows them. Order is kept for each
item (its whole primary key), also between lanes.

Where AWS publishes no rule: pauses between retries are :data:`local.streams.settings.QUICK`; with bisect on, a partial
batch response that names the first record splits the batch in halves. Left out: tumbling windows, the 6 MB limit of a
batch and several shards.

Needed by: module.stream_trigger.aws_lambda_event_source_mapping.this, tests/soak/test_outage.py.
"""

import threading
from collections.abc import Callable
from typing import Any

from local.streams.mappings import MappingReader
from local.streams.settings import STREAM_DEFAULTS

DYNAMODB_STREAM = ":dynamodb:"


class Readers:
    """One :class:`MappingReader` for each mapping of a DynamoDB stream."""

    def __init__(self) -> None:
        self._readers: dict[str, MappingReader] = {}
        self._lock = threading.Lock()

    def follow(self) -> None:
        """Start readers for new mappings and let all of them look at their mapping again."""
        from ministack.services import lambda_svc

        with self._lock:
            self._readers = {key: reader for key, reader in self._readers.items() if reader.is_alive()}
            for account, region, mapping in lambda_svc._iter_all_esms():
                key = mapping["UUID"]
                if DYNAMODB_STREAM in mapping["EventSourceArn"] and key not in self._readers:
                    position = lambda_svc._dynamodb_stream_positions.get_scoped(account, region, key, 0)
                    self._readers[key] = MappingReader(account, region, mapping, position)
                    self._readers[key].start()
            for reader in self._readers.values():
                reader.wake()

    def wake(self, table: str) -> None:
        """Tell the readers of ``table`` that a record was written."""
        for reader in list(self._readers.values()):
            reader.wake(table)

    def abandon(self) -> None:
        """Stop all readers at once."""
        with self._lock:
            for reader in self._readers.values():
                reader.abandon()
            self._readers = {}


def apply() -> None:
    """Let :class:`Readers` take the place of ministack's polling of DynamoDB streams."""
    from ministack.core import lambda_runtime
    from ministack.services import dynamodb, lambda_svc

    readers = Readers()
    create, emit, reset = lambda_svc._create_esm, dynamodb._emit_stream_event, lambda_runtime.reset

    def create_with_defaults(data: dict[str, Any]) -> Any:
        if DYNAMODB_STREAM in data.get("EventSourceArn", ""):
            data = {**STREAM_DEFAULTS, **{name: value for name, value in data.items() if value is not None}}
        return create(data)

    def then_follow(change: Callable[..., Any]) -> Callable[..., Any]:
        def change_and_follow(*arguments: Any) -> Any:
            response = change(*arguments)
            readers.follow()
            return response

        return change_and_follow

    def emit_and_wake(table: str, *arguments: Any, **options: Any) -> Any:
        response = emit(table, *arguments, **options)
        readers.wake(table)
        return response

    def reset_after_readers() -> None:
        # Stopped before their functions' processes end, or a retry would start new ones.
        readers.abandon()
        reset()

    lambda_svc._create_esm = then_follow(create_with_defaults)
    lambda_svc._update_esm = then_follow(lambda_svc._update_esm)
    lambda_svc._delete_esm = then_follow(lambda_svc._delete_esm)
    lambda_svc._poll_dynamodb_streams = lambda: False
    dynamodb._emit_stream_event = emit_and_wake
    lambda_runtime.reset = reset_after_readers
