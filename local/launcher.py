"""The process of the local stack: ministack with our patches and services, until SIGTERM or SIGINT.

ministack (https://pypi.org/project/ministack/) emulates most AWS services. Where it differs from AWS, a module in
:mod:`local.patches` restores what AWS does. Two services that it lacks, X-Ray and Personalize, are in
:mod:`local.xray` and :mod:`local.personalize`.

:mod:`local.stack` starts it, in a clean environment. By hand::

    python -m local.launcher --port 4566
"""

import argparse
import asyncio
import importlib
import logging
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

LOOPBACK = "127.0.0.1"
HEALTH_PATH = "/_ministack/health"
IDENTITY_HEADER = "x-local-stack"

# ministack reads these when it is imported. They mean: listen on one port of the loopback address, and use no Docker.
# OPENBLAS_NUM_THREADS is for Personalize, whose matrices are too small to be worth several threads.
EMULATOR_SETTINGS = {
    "BIND_HOST": LOOPBACK,
    "IOT_MTLS_ENABLED": "0",
    "SFTP_ENABLED": "0",
    "LAMBDA_EXECUTOR": "local",
    "PERSIST_STATE": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "MINISTACK_HOST": "localhost",
    "MINISTACK_REGION": "eu-west-1",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
}

# What local/requirements.txt pins; tools/setup installs it there.
OWN_PACKAGES = Path(sys.prefix) / "stack"

logger = logging.getLogger("local.launcher")


def use_own_packages() -> None:
    """Import the packages of ``local/requirements.txt``, and not the versions with which functions are tested."""
    sys.path.insert(0, str(OWN_PACKAGES))


def patch_names() -> list[str]:
    """Return the sorted names of all patches: the modules of :mod:`local.patches` without a leading ``_``."""
    folder = Path(__file__).parent / "patches"
    return sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))


def configure_environment(port: int, *, iam: bool) -> None:
    """Set the environment variables that ministack reads, and that the functions inherit."""
    os.environ.update(EMULATOR_SETTINGS)
    os.environ["AUTH"] = str(iam).lower()
    os.environ["GATEWAY_PORT"] = str(port)
    os.environ["AWS_ENDPOINT_URL"] = f"http://{LOOPBACK}:{port}"


def load_application(without: frozenset[str] = frozenset()) -> Any:
    """Import ministack, add the extra services and apply every patch that is not in ``without``.

    Returns the ASGI application. Raises ``ValueError`` when ``without`` names no patch.
    """
    unknown = without - set(patch_names())
    if unknown:
        raise ValueError(f"no such patch: {', '.join(sorted(unknown))}")

    from ministack import app as emulator

    for extra in ("local.xray.service", "local.personalize.service"):
        importlib.import_module(extra).register()
    for name in patch_names():
        if name not in without:
            importlib.import_module(f"local.patches.{name}").apply()
    # last: faults around everything that is there by now, and around both whoever watches what is answered
    for around in ("local.faults.service", "local.exchanges", "local.pace"):
        importlib.import_module(around).register()
    return emulator.app


def identified(application: Any, identity: str) -> Any:
    """Return ``application`` (ASGI) with a header on its health path that tells this stack from other servers."""

    async def respond(scope: dict[str, Any], receive: Any, send: Any) -> None:
        async def with_identity(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", []), (IDENTITY_HEADER.encode(), identity.encode())]
                message = {**message, "headers": headers}
            await send(message)

        await application(scope, receive, with_identity if scope.get("path") == HEALTH_PATH else send)

    return respond


async def serve(application: Any, port: int) -> None:
    """Serve until SIGTERM or SIGINT, then let requests in flight finish."""
    from hypercorn.asyncio import serve as hypercorn_serve
    from hypercorn.config import Config

    config = Config()
    config.bind = [f"{LOOPBACK}:{port}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 2
    config.loglevel = "WARNING"

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stop.set)
    await hypercorn_serve(application, config, shutdown_trigger=stop.wait)


def record_decisions(path: Path) -> None:
    """Write each decision of IAM on a role or a service to ``path``, once."""
    from local.iam import authorization
    from local.iam.decisions import Decisions

    authorization.decisions = Decisions(path)
    authorization.record_calls()


def stop_workers() -> None:
    """End the processes of all functions, which ministack would leave running."""
    lambda_runtime = sys.modules.get("ministack.core.lambda_runtime")
    if lambda_runtime is not None:
        lambda_runtime.reset()


def main() -> int:
    """Parse the command line, serve, clean up."""
    parser = argparse.ArgumentParser(prog="python -m local.launcher", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=4566)
    parser.add_argument("--identity", default="", help="value of a header on the health path, different for each stack")
    parser.add_argument("--without", default="", help="comma-separated patches to leave out (tests prove each one so)")
    parser.add_argument("--iam", type=Path, metavar="FILE", help="enforce IAM, and write its decisions to FILE")
    parser.add_argument(
        "--account-concurrency", type=int, metavar="N", help="be an account that runs N functions at once"
    )
    arguments = parser.parse_args()

    if arguments.account_concurrency is not None:
        os.environ["LAMBDA_ACCOUNT_CONCURRENCY"] = str(arguments.account_concurrency)
    use_own_packages()
    configure_environment(arguments.port, iam=arguments.iam is not None)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    with tempfile.TemporaryDirectory(prefix="cxe-local-") as folder:
        # Everything that ministack and its functions write goes where it is deleted on the way out.
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        application = load_application(frozenset(filter(None, arguments.without.split(","))))
        if arguments.iam:
            record_decisions(arguments.iam)
        try:
            asyncio.run(serve(identified(application, arguments.identity), arguments.port))
        finally:
            stop_workers()
    return 0


if __name__ == "__main__":
    sys.exit(main())
