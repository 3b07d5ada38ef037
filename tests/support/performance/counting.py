"""Runs in the counted process: the driver, with counters of what is the same in every run. See
:class:`tests.support.performance.counts.Counted`.

Threads append to lists, which nothing can come between. Counts of files and functions are of what lies in the package.
"""

import json
import os
import ssl
import sys
import threading
from pathlib import Path

_COMPREHENSIONS = {"<listcomp>", "<dictcomp>", "<setcomp>"}  # calls before Python 3.12 only
_READ_TRUSTED = ("load_verify_locations", "load_default_certs", "set_default_verify_paths")


class Counters:
    """Counts in the whole process, of what lies below ``folder`` where that is said."""

    def __init__(self, folder, function):
        self._below = f"{folder}{os.sep}"
        self._own = tuple(f"{self._below}{name}{os.sep}" for name in (function, "shared"))
        self._calls, self._opened, self._parsed, self._read_trusted = [], [], [], []
        self._modules = set(sys.modules)

    def install(self):
        sys.addaudithook(self._audit)
        _also(json.JSONDecoder, "decode", lambda _decoder, text, *rest: self._parsed.append(len(text)))
        for name in _READ_TRUSTED:
            _also(ssl.SSLContext, name, lambda *_, **__: self._read_trusted.append(1))

    def install_profile(self):
        """Count function calls, too, which makes each take several times as long."""
        threading.setprofile(self._profile)
        sys.setprofile(self._profile)

    def take(self):
        """Return what was counted since the last time."""
        calls, self._calls = self._calls, []
        opened, self._opened = self._opened, []
        parsed, self._parsed = self._parsed, []
        read, self._read_trusted = self._read_trusted, []
        modules = [sys.modules[name] for name in set(sys.modules) - self._modules]
        self._modules = set(sys.modules)
        packaged = sum((getattr(module, "__file__", None) or "").startswith(self._below) for module in modules)
        return {
            "package_modules": packaged,
            "other_modules": len(modules) - packaged,
            "files_opened": len(opened),
            "json_bytes": sum(parsed),
            "own_calls": sum(code.co_filename.startswith(self._own) for code in calls),
            "package_calls": len(calls),
            "clients_made": sum(_makes_client(code) for code in calls),
            "trusted_read": len(read),
        }

    def _audit(self, event, arguments):
        if event == "open" and isinstance(arguments[0], str) and arguments[0].startswith(self._below):
            self._opened.append(arguments[0])

    def _profile(self, frame, event, _argument):
        if event == "call":
            code = frame.f_code
            if code.co_filename.startswith(self._below) and code.co_name not in _COMPREHENSIONS:
                self._calls.append(code)


def _makes_client(code):
    return code.co_name == "create_client" and Path(code.co_filename).parts[-2:] == ("botocore", "client.py")


def _also(owner, name, note):
    """Let ``note`` see the arguments of each call of a method."""
    method = getattr(owner, name)

    def noting(*arguments, **named):
        note(*arguments, **named)
        return method(*arguments, **named)

    setattr(owner, name, noting)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    import driver

    del sys.path[0]
    counters = Counters(os.environ["LAMBDA_TASK_ROOT"], os.environ["POWERTOOLS_SERVICE_NAME"])
    counters.install()
    if os.environ["COUNT_FUNCTION_CALLS"] == "yes":
        counters.install_profile()
    driver.main(counters.take)
