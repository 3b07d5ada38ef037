#!/usr/bin/env bash
# The key `n` of a YAML mapping, read by Terraform's yamldecode and by PyYAML.
#
# One would guess: both follow YAML 1.1, in which n and y stand for booleans, or neither does, so a file that Python's
# tests have read means the same to Terraform.
# What happens: yamldecode makes the keys "false" and "true" of n and y; PyYAML, though it reads `no` and `yes` as
# booleans, leaves n and y as they are. Metric math with a metric called n becomes math with one called false: the alarm
# is taken, and never evaluated. Run with Terraform 1.11.4, which the search path has to have, and PyYAML 6.0.3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
unset TF_CLI_CONFIG_FILE TF_DATA_DIR TF_WORKSPACE
python3 -m venv venv
venv/bin/pip install --quiet --quiet --disable-pip-version-check pyyaml==6.0.3
printf 'n: 1\ny: 2\ntotal: 3\n' >keys.yaml

terraform version | head -1
by_terraform=$(echo 'jsonencode(keys(yamldecode(file("keys.yaml"))))' | terraform console)
by_python=$(venv/bin/python -c 'import json, yaml; print(json.dumps(list(yaml.safe_load(open("keys.yaml")))))')
echo "yamldecode: $by_terraform"
echo "PyYAML:     $by_python"
[ "$by_terraform" = '"[\"false\",\"total\",\"true\"]"' ] && [ "$by_python" = '["n", "y", "total"]' ] ||
    { echo "The behaviour has changed." >&2; exit 1; }
