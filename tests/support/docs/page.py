"""A storefront's page with a script: in Chromium, whose rules on other origins hold, or else in Node.js."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.support import machine

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PAGE_DEADLINE_SECONDS = 60
# By plain http from a name that is not localhost, a page lacks what browsers keep for secure contexts:
# https://www.w3.org/TR/secure-contexts/. No name outside this machine is asked for.
PLAIN_HOST = "storefront.test"
SWITCHES = (
    "--headless",
    f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1",
    "--no-sandbox",  # root, as which containers run, may not use it; all that is loaded is served here
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-proxy-server",
    "--remote-debugging-port=0",  # without it, some versions end once the page is loaded
)

HTML = """<!doctype html><meta charset="utf-8"><title>storefront</title><script type="module">
const report = (value) => fetch("/report", { method: "POST", body: JSON.stringify(value) });
addEventListener("error", (event) => report({ error: event.message }));
addEventListener("unhandledrejection", (event) => report({ error: String(event.reason) }));
%s
</script>"""

# Node.js 18 has the Web Crypto API, but not as a global.
NODE = """import { webcrypto } from "node:crypto";
globalThis.crypto ??= webcrypto;
const report = (value) => console.log(JSON.stringify(value));
%s
"""


@dataclass
class Storefront:
    """A server of one page, on an origin of its own, which takes the page's report."""

    script: str
    reported: threading.Event = field(default_factory=threading.Event)
    report: Any = None
    url: str = ""

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve the page for the length of the block."""
        storefront = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._response(200 if self.path == "/" else 404, (HTML % storefront.script).encode())

            def do_POST(self) -> None:
                storefront.report = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self._response(200, b"")
                storefront.reported.set()

            def _response(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://{PLAIN_HOST}:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def browser() -> str | None:
    """Return the path of a Chromium, where one is installed."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def run(script: str, notice: machine.Notice) -> Any:
    """Run ``script``, a module, and return what it passes to ``report``.

    Raises ``AssertionError`` when it reports an error, or nothing in time. Without Chromium and Node.js the test is
    skipped, or fails where ``CI=true``.
    """
    chromium = browser()
    report = _in_chromium(chromium, script) if chromium else _in_node(script, notice)
    assert "error" not in report, report
    notice("page example", f"ran in {'Chromium' if chromium else 'Node.js, which asks no API first'}")
    return report


def _in_chromium(chromium: str, script: str) -> Any:
    storefront = Storefront(script)
    with storefront.serving(), tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [chromium, *SWITCHES, f"--user-data-dir={profile}", storefront.url]
        with Path(profile, "printed").open("w+") as printed:
            # A group of its own: some distributions wrap the browser in a shell, and it has many processes.
            process = subprocess.Popen(command, stdout=printed, stderr=printed, start_new_session=True)
            try:
                reported = storefront.reported.wait(PAGE_DEADLINE_SECONDS)
            finally:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            printed.seek(0)
            assert reported, f"the page reported nothing in {PAGE_DEADLINE_SECONDS} s:\n{printed.read()[-2000:]}"
    return storefront.report


def _in_node(script: str, notice: machine.Notice) -> Any:
    command = [machine.node(notice), "--input-type=module", "--eval", NODE % script]
    result = subprocess.run(command, capture_output=True, text=True, timeout=PAGE_DEADLINE_SECONDS, check=False)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)
