"""Processes that tests look at by their number."""

import os
from pathlib import Path


def process_is_alive(pid: int) -> bool:
    """Return whether ``pid`` runs. A process that ended and waits for its parent (a zombie) does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:  # no /proc on this system, or the process ended a moment ago
        return not Path("/proc/self").exists()
