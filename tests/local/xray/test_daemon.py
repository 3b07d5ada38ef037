"""Datagrams become segments; what is none is dropped and counted, and the daemon goes on."""

import logging
import socket
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from local.xray.daemon import Daemon, segment_text
from local.xray.store import Store
from tests.support.local.xray.documents import TRACE_ID, segment, text

HEADER = b'{"format":"json","version":1}\n'
DEADLINE_SECONDS = 5.0


@pytest.fixture
def daemon(store: Store) -> Iterator[Daemon]:
    daemon = Daemon(store)
    yield daemon
    daemon.stop()


def send(daemon: Daemon, *datagrams: bytes) -> None:
    host, port = daemon.address.split(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        for datagram in datagrams:
            client.sendto(datagram, (host, int(port)))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "nothing arrived in time"
        time.sleep(0.005)


def test_a_segment_over_udp_is_stored(daemon: Daemon, store: Store) -> None:
    send(daemon, HEADER + text(segment(1)).encode())
    wait_until(lambda: store.documents(TRACE_ID) == [segment(1)])
    assert daemon.dropped == 0


def test_the_protocol_of_the_x_ray_sdk_is_understood(daemon: Daemon, store: Store) -> None:
    from aws_xray_sdk.core.emitters import udp_emitter
    from aws_xray_sdk.core.models.segment import Segment

    sent = Segment("service", traceid=TRACE_ID)
    sent.close()
    send(daemon, f"{udp_emitter.PROTOCOL_HEADER}{udp_emitter.PROTOCOL_DELIMITER}{sent.serialize()}".encode())
    wait_until(lambda: [document["id"] for document in store.documents(TRACE_ID)] == [sent.id])


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        b"\n",
        HEADER,
        b'{"format":"json","version":2}\n' + text(segment(1)).encode(),
        b"no header\n" + text(segment(1)).encode(),
        text(segment(1)).encode(),
        HEADER + b"{",
        HEADER + b"\xff\xfe",
        HEADER + b'{"name": "canary-of-a-customer"}',
        b"\x00" * 60_000,
    ],
)
def test_a_malformed_datagram_is_dropped_counted_and_not_repeated_in_the_log(
    daemon: Daemon, store: Store, datagram: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        send(daemon, datagram, HEADER + text(segment(1)).encode())
        wait_until(lambda: bool(store.documents(TRACE_ID)))
    assert daemon.dropped == 1
    assert len(caplog.messages) == 1
    assert "canary" not in caplog.text


def test_a_burst_is_not_lost(daemon: Daemon, store: Store) -> None:
    documents = [text(segment(number, metadata={"pad": "x" * 1500})) for number in range(300)]
    send(daemon, *(HEADER + document.encode() for document in documents))
    wait_until(lambda: len(store.documents(TRACE_ID)) == len(documents))


def test_a_stopped_daemon_frees_its_port(store: Store) -> None:
    daemon = Daemon(store)
    port = int(daemon.address.split(":")[1])
    daemon.stop()
    again = Daemon(store, port)
    assert again.address == f"127.0.0.1:{port}"
    again.stop()


def test_the_header_line_comes_off() -> None:
    assert segment_text(HEADER + b'{"a":\n1}') == '{"a":\n1}'
    with pytest.raises(ValueError, match="header"):
        segment_text(b'{"format":"json"}\n{}')


def test_segments_are_dropped_while_uploading_is_not_allowed(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    allowed: set[str] = set()
    daemon = Daemon(store, may=lambda action: action in allowed)
    try:
        send(daemon, HEADER + text(segment(1)).encode())
        wait_until(lambda: daemon.dropped == 1)
        allowed.add("xray:PutTraceSegments")
        send(daemon, HEADER + text(segment(2)).encode())
        wait_until(lambda: store.documents(TRACE_ID) == [segment(2)])
    finally:
        daemon.stop()
    assert "dropped a datagram: xray:PutTraceSegments is not allowed" in caplog.text


def test_telemetry_is_asked_for_once_a_minute(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    moments = iter([0.0, 59.9, 60.0, 119.9])
    monkeypatch.setattr("local.xray.daemon.time", SimpleNamespace(monotonic=lambda: next(moments)))

    def may(action: str) -> bool:
        asked.append(action)
        return True

    daemon = Daemon(store, may=may)
    try:
        send(daemon, *(HEADER + text(segment(number)).encode() for number in range(1, 5)))
        wait_until(lambda: len(store.documents(TRACE_ID)) == 4)
    finally:
        daemon.stop()
    assert asked.count("xray:PutTelemetryRecords") == 2
