#!/usr/bin/env bash
# The X-Ray SDK for Python in Lambda, on a warm function that gets two requests of one trace.
#
# One would guess: each invocation's subsegments hang below that invocation's own segment, and follow its sampling
# decision, since Lambda sets the environment variable _X_AMZN_TRACE_ID anew each time.
# What happens: the SDK looks at the variable's Root alone. While the Root stays the same, the parent and the decision of
# the first invocation stay, too: the second request's subsegments are drawn below the first request's segment; a first
# request with Sampled=0 silences all that follow in that trace, and one with Sampled=1 traces those that must not be.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --quiet --disable-pip-version-check aws-xray-sdk==2.15.0 botocore==1.43.106

cat >"$folder/two_invocations.py" <<'PYTHON'
import os
import socket

daemon = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
daemon.bind(("127.0.0.1", 0))
os.environ["LAMBDA_TASK_ROOT"] = "/var/task"
os.environ["AWS_XRAY_DAEMON_ADDRESS"] = "127.0.0.1:%d" % daemon.getsockname()[1]
root = "1-6740a1b2-0123456789abcdef01234567"

from aws_xray_sdk.core import xray_recorder


def invoke(parent, sampled):
    os.environ["_X_AMZN_TRACE_ID"] = f"Root={root};Parent={parent};Sampled={sampled}"
    with xray_recorder.in_subsegment("work") as subsegment:
        return getattr(subsegment.parent_segment, "id", None), subsegment.sampled


print("told a..a 1, got", *invoke("a" * 16, 1))
print("told b..b 1, got", *invoke("b" * 16, 1))
print("told c..c 0, got", *invoke("c" * 16, 0))
PYTHON

"$folder/venv/bin/pip" list --format=freeze --disable-pip-version-check | grep -i '^aws-xray-sdk'
seen=$("$folder/venv/bin/python" "$folder/two_invocations.py")
echo "$seen"
[ "$seen" = "told a..a 1, got aaaaaaaaaaaaaaaa True
told b..b 1, got aaaaaaaaaaaaaaaa True
told c..c 0, got aaaaaaaaaaaaaaaa True" ] || { echo "The behaviour has changed." >&2; exit 1; }
