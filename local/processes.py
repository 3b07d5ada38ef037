"""Tell whether a process is still the one that was started: once it has ended, its number may be another's."""

import subprocess
from pathlib import Path

_PROC = Path("/proc")


def runs_with(pid: int, mark: str) -> bool:
    """Return whether process ``pid`` runs and was started with ``mark`` in its command line."""
    return pid > 0 and mark in _command_line(pid)


def _command_line(pid: int) -> str:
    """Return the arguments that a process was started with; none for one that has ended, a zombie included."""
    if (_PROC / "self").exists():
        try:
            return (_PROC / str(pid) / "cmdline").read_text(errors="replace").replace("\0", " ")
        except OSError:
            return ""
    command = ["ps", "-ww", "-o", "args=", "-p", str(pid)]  # no /proc on macOS
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
