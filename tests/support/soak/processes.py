"""The processes in which the local stack runs functions, and their sudden end.

Where processes show their parent and environment: https://man7.org/linux/man-pages/man5/proc.5.html
"""

import os
import random
import signal
from contextlib import suppress
from pathlib import Path


def processes_of(function: str, stack_pid: int) -> list[int]:
    """Return the ids of the children of the stack's process that run ``function``."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            parent = process.joinpath("stat").read_text().rpartition(")")[2].split()[1]
            environment = process.joinpath("environ").read_bytes().split(b"\0")
            if parent == str(stack_pid) and f"AWS_LAMBDA_FUNCTION_NAME={function}".encode() in environment:
                found.append(int(process.name))
    return found


def kill_one(function: str, stack_pid: int) -> int:
    """Kill a process of ``function``, as when its host dies; return how many there were to kill: one or none."""
    found = processes_of(function, stack_pid)
    if found:
        with suppress(ProcessLookupError):
            os.kill(random.choice(found), signal.SIGKILL)
    return len(found[:1])
