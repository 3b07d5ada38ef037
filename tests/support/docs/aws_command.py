"""The command ``aws`` for documents' shell code: the pinned AWS CLI, which is imported once for all calls."""

import atexit
import functools
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.support import machine

_CLIENT = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect({socket!r})
    call = {{"arguments": sys.argv[1:], "environment": dict(os.environ), "folder": os.getcwd()}}
    message = json.dumps(call).encode() + b"\\n"
    sent = socket.send_fds(connection, [message], [0, 1, 2])
    connection.sendall(message[sent:])
    status = connection.makefile().readline()
sys.exit(int(status) if status else "aws: the AWS CLI ended without a status")
"""


def directory(notice: machine.Notice) -> Path:
    """Return the directory of ``aws``; without the CLI the test is skipped, or fails in CI."""
    return _started(machine.aws_cli(notice))


@functools.cache
def _started(cli: Path) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="aws-"))
    path = str(folder / "socket")
    command = [str(cli / "python"), "-P", str(Path(__file__).with_name("warm_aws.py")), path]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def end() -> None:
        server.stdin.close()
        server.wait()
        shutil.rmtree(folder)

    atexit.register(end)
    if server.stdout.readline() != b"ready\n":
        raise RuntimeError("The AWS CLI does not start.")
    client = folder / "aws"
    client.write_text(_CLIENT.format(python=cli / "python", socket=path))
    client.chmod(0o755)
    return folder
