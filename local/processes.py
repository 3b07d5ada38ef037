"""Whether a process is the one that was started: its number is given to another one after it has ended."""

import subprocess
from pathlib import Path

_PROC = Path("/proc")


def runs_with(pid: int, mark: str) -> bool:
    """Return whether process ``pid`` runs and was started with ``mark`` in its command line."""
    return pid > 0 and mark in _command_line(pid)


def _command_line(pid: int) -> str:
    """Return the words by which a process was started; none for one that ended, or waits for its parent (a zombie)."""
    if (_PROC / "self").exists():
        try:
            return (_PROC / str(pid) / "cmdline").read_text(errors="replace").replace("\0", " ")
        except OSError:
            return ""
    command = ["ps", "-ww", "-o", "args=", "-p", str(pid)]  # no /proc on macOS
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
