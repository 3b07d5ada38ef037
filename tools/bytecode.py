"""Byte-code that does not depend on where, when or in which environment it was compiled."""

import subprocess
import sys
from pathlib import Path

# Where Lambda unpacks a function: tracebacks then name the file as it lies there.
LAMBDA_TASK_ROOT = "/var/task"


def compile_tree(tree: Path) -> None:
    """Compile every module below ``tree`` to byte-code that Python uses without looking at the source's date.

    Archives carry no usable dates, so byte-code validated by them would be compiled again at every cold start:
    https://peps.python.org/pep-0552/. A new process with one hash seed and one worker makes the result repeatable; its
    environment is empty because settings such as PYTHONDONTWRITEBYTECODE must not change it.
    """
    command = [sys.executable, "-s", "-S", "-P", "-m", "compileall", "-q", "-f", "-j", "1"]
    command += ["--invalidation-mode", "unchecked-hash", "-s", str(tree), "-p", LAMBDA_TASK_ROOT, str(tree)]
    subprocess.run(command, env={"PYTHONHASHSEED": "0"}, stdin=subprocess.DEVNULL, check=True)
