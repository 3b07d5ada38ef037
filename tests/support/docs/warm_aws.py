"""Run the AWS CLI for many commands, imported once: ``python warm_aws.py SOCKET``, with the CLI's own interpreter.

Each connection is one call of ``aws``: its arguments, environment and folder as JSON, its three streams as file
descriptors. A fork runs the CLI's own ``main`` on them; its exit status is the response. It ends with its input.
"""

import json
import os
import select
import signal
import socket
import sys
from typing import Any

_LONGEST_REQUEST = 1 << 20


def serve(path: str) -> None:
    """Answer calls until standard input ends."""
    from awscli import clidriver, customizations, paramfile  # noqa: F401 - imported before the forks, that is the point
    from awscli.customizations import overridesslcommonname
    from botocore import auth, client, endpoint, loaders, parsers, serialize, session  # noqa: F401

    # Version 1 alone calls AWS for `aws sqs`, whatever AWS_ENDPOINT_URL says; documents are for version 2.
    del overridesslcommonname.SSL_COMMON_NAMES["sqs"]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a fork: its connection says how it ended
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(16)
        print("ready", flush=True)
        while True:
            readable, _, _ = select.select([listener, sys.stdin], [], [])
            if listener not in readable:
                return
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                _respond(connection, clidriver.main)
            connection.close()


def _respond(connection: socket.socket, main: Any) -> None:
    message, streams, _, _ = socket.recv_fds(connection, _LONGEST_REQUEST, 3)
    while not message.endswith(b"\n"):
        message += connection.recv(_LONGEST_REQUEST)
    call = json.loads(message)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    data = os.environ["AWS_DATA_PATH"]  # the CLI put its own folder there when it was imported
    os.environ.clear()
    os.environ.update(call["environment"])
    os.environ["AWS_DATA_PATH"] = os.pathsep.join(filter(None, [os.environ.get("AWS_DATA_PATH"), data]))
    os.chdir(call["folder"])
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.argv = ["aws", *call["arguments"]]
    try:
        status = main()
    except SystemExit as ended:
        status = ended.code
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(b"%d\n" % (status if isinstance(status, int) else 1))
    os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1])
