"""Which connections are opened in the one TLS context, and what is read for them."""

from types import SimpleNamespace
from typing import Any

import pytest

from shared.aws import trust
from shared.aws.trust import Trust


class Context:
    """Keeps which files of authorities it has read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def load_verify_locations(self, path: str) -> None:
        self.read.append(path)


@pytest.fixture
def context(monkeypatch: pytest.MonkeyPatch) -> Context:
    made = Context()
    monkeypatch.setattr(trust, "create_urllib3_context", lambda: made)
    monkeypatch.setattr(trust, "get_cert_path", lambda verify: "botocore's" if verify is True else verify)
    return made


@pytest.fixture
def by_botocore() -> list[tuple[Any, ...]]:
    return []


def session(shared: Trust, by_botocore: list[tuple[Any, ...]]) -> Any:
    """A client's session that shares the context."""
    made = SimpleNamespace(
        _manager=SimpleNamespace(connection_pool_kw={"maxsize": 1}),
        _setup_ssl_cert=lambda pool, url, verify: by_botocore.append((pool, url, verify)),
    )
    shared.share(SimpleNamespace(_endpoint=SimpleNamespace(http_session=made)))
    return made


def pool_of(made: Any) -> Any:
    return SimpleNamespace(conn_kw=dict(made._manager.connection_pool_kw))


def test_pools_of_all_clients_get_the_context_in_which_each_file_is_read_once(
    context: Context, by_botocore: list[tuple[Any, ...]]
) -> None:
    shared = Trust()
    sessions = [session(shared, by_botocore) for _ in range(2)]
    assert [made._manager.connection_pool_kw for made in sessions] == [{"maxsize": 1, "ssl_context": context}] * 2
    assert context.read == []

    pools = [pool_of(made) for made in sessions for _ in range(2)]
    for made, pool in zip([*sessions, *sessions], pools, strict=True):
        made._setup_ssl_cert(pool, "https://service", verify=True)

    assert context.read == ["botocore's"]
    assert [pool.cert_reqs for pool in pools] == ["CERT_REQUIRED"] * 4
    assert [hasattr(pool, "ca_certs") for pool in pools] == [False] * 4
    sessions[0]._setup_ssl_cert(pools[0], "https://service", "/own.pem")
    assert context.read == ["botocore's", "/own.pem"]
    assert by_botocore == []


@pytest.mark.parametrize("verify", [False, ""])
def test_whoever_is_to_trust_anybody_is_left_to_botocore(
    verify: bool | str, context: Context, by_botocore: list[tuple[Any, ...]]
) -> None:
    made = session(Trust(), by_botocore)
    pool = pool_of(made)
    made._setup_ssl_cert(pool, "https://service", verify)
    assert by_botocore == [(pool, "https://service", verify)]
    assert context.read == []


@pytest.mark.parametrize("pool", [SimpleNamespace(conn_kw={"ssl_context": "another"}), SimpleNamespace()], ids=repr)
def test_a_pool_with_another_context_is_left_to_botocore(
    pool: Any, context: Context, by_botocore: list[tuple[Any, ...]]
) -> None:
    session(Trust(), by_botocore)._setup_ssl_cert(pool, "https://service", verify=True)
    assert by_botocore == [(pool, "https://service", True)]
    assert context.read == []
