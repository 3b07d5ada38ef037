"""Connections to AWS over TLS: who is trusted, and that it is read once."""

import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import SSLError

from shared.aws import clients
from shared.aws.clients import Clients
from tests.support.performance.certificates import Certificates, make_certificates

CAMPAIGN = {"campaignArn": "arn:aws:personalize:eu-west-1:000000000000:campaign/c", "userId": "1"}
Serve = Callable[[Certificates], str]


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("x-amzn-requestid", "r")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves an empty JSON object with a certificate, and returns the URL."""
    servers: list[ThreadingHTTPServer] = []

    def start(certificates: Certificates) -> str:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates.server)
        server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"https://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[bytes, str], None]:
    """Sets an environment in which an authority is trusted and a URL is AWS's."""

    def trust(authority: bytes, url: str) -> None:
        path = tmp_path / "authorities.pem"
        path.write_bytes(authority)
        for name, value in {
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_CA_BUNDLE": str(path),
            "AWS_ENDPOINT_URL": url,
        }.items():
            monkeypatch.setenv(name, value)
        for name in ("CONNECT_SECONDS", "READ_SECONDS"):  # however slow the machine is
            monkeypatch.setattr(clients, name, 60)

    return trust


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What certificates of authorities were read."""
    files: list[object] = []
    load = ssl.SSLContext.load_verify_locations

    def note(context: ssl.SSLContext, *arguments: Any, **options: Any) -> None:
        files.append(arguments or options)
        load(context, *arguments, **options)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", note)
    return files


def test_authorities_are_read_once_for_all_connections_to_all_services(
    tmp_path: Path, serve: Serve, trusting: Callable[[bytes, str], None], read: list[object]
) -> None:
    made = make_certificates(tmp_path)
    trusting(made.authority, serve(made))
    made_by = Clients(connections=8, clock=lambda: 0.0)
    campaign, table = made_by.personalize_runtime("eu-west-1"), made_by.dynamodb()
    together = threading.Barrier(8)

    def call(number: int) -> None:
        together.wait()
        if number % 2:
            campaign.get_recommendations(**CAMPAIGN)
        else:
            table.put_item(TableName="t", Item={})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(8)))

    assert len(read) == 1


@pytest.mark.parametrize("wrong", ["authority", "host", "date"])
def test_nobody_else_is_taken_for_aws(
    wrong: str, tmp_path: Path, serve: Serve, trusting: Callable[[bytes, str], None]
) -> None:
    options: dict[str, Any] = {"host": {"address": "127.0.0.2"}, "date": {"days": -1}}.get(wrong, {})
    made = make_certificates(tmp_path, **options)
    (tmp_path / "other").mkdir()
    authority = make_certificates(tmp_path / "other").authority if wrong == "authority" else made.authority
    trusting(authority, serve(made))

    with pytest.raises(SSLError, match=r"certificate verify failed|doesn't match"):
        Clients(clock=lambda: 0.0).personalize_runtime("eu-west-1").get_recommendations(**CAMPAIGN)


def test_a_connection_through_a_proxy_is_made_by_botocore_alone(
    tmp_path: Path, trusting: Callable[[bytes, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    trusting(make_certificates(tmp_path).authority, "https://service.example")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:8080")
    session: Any = Clients().dynamodb()._endpoint.http_session  # type: ignore[attr-defined]
    for proxy, by_botocore in (("http://proxy.example:8080", True), (None, False)):
        manager = session._get_connection_manager("https://service.example", proxy)
        pool = manager.connection_from_url("https://service.example")
        session._setup_ssl_cert(pool, "https://service.example", verify=True)
        assert (pool.ca_certs is not None) == by_botocore
        assert pool.cert_reqs == "CERT_REQUIRED"
