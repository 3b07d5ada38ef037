#!/usr/bin/env bash
# The AWS CLI from PyPI beside botocore in one environment.
#
# One would guess: awscli requires the one botocore that it was released with, and `import botocore` is what pip installed.
# What happens: since 1.46.0 awscli requires none and has one inside, which is not the newest: 1.46.3 has 1.43.62, while
# 1.45.64 required 1.43.64. Once anything of awscli is imported, `import botocore` is that one, for boto3 as well, whatever
# is installed; a botocore that was imported before stays, and awscli then works with it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --quiet --disable-pip-version-check awscli==1.46.3 boto3==1.43.106 botocore==1.43.106

order() {
    "$folder/venv/bin/python" -c "
import importlib
for name in '$*'.split():
    importlib.import_module(name)
import boto3, botocore
print('$*:', boto3.client('sts', region_name='eu-west-1').meta.config.user_agent.split('Botocore/')[-1].split()[0], end='; ')
print(botocore.__version__)"
}

"$folder/venv/bin/pip" list --format=freeze --disable-pip-version-check | grep -E '^(awscli|boto3|botocore)='
seen=$(order boto3 && order boto3 awscli && order awscli boto3)
echo "$seen"
"$folder/venv/bin/aws" --version
[ "$("$folder/venv/bin/python" -c 'from importlib.metadata import requires; print([r for r in requires("awscli") if "botocore" in r])')" = "[]" ] &&
    [ "$(echo "$seen" | sed 's/.*; //' | xargs)" = "1.43.106 1.43.106 1.43.62" ] || { echo "The behaviour has changed." >&2; exit 1; }
