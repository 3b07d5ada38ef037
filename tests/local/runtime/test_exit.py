"""A process that ended is known to have ended at once, though a thread waits for its end."""

import os
import signal
import subprocess
import threading

import pytest

from local.runtime.process import _report_exit
from local.runtime.runtime_api import EXIT, RuntimeApi


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="macOS before Python 3.13")
def test_a_process_that_ended_does_not_seem_to_run_while_its_end_is_reported() -> None:
    for _ in range(30):
        api = RuntimeApi()
        with subprocess.Popen(["sleep", "60"]) as process:
            reporting = threading.Thread(target=_report_exit, args=(process, api))
            reporting.start()
            process.send_signal(signal.SIGKILL)
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)

            assert process.poll() == -signal.SIGKILL

            reporting.join()
        assert api.events.get(timeout=10).kind == EXIT
        api.close()
