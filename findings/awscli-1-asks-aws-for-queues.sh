#!/usr/bin/env bash
# AWS_ENDPOINT_URL, by which SDKs and the AWS CLI are told to ask something else than AWS, and version 1 of the CLI.
#
# One would guess: every service of the CLI asks the address in AWS_ENDPOINT_URL, or in AWS_ENDPOINT_URL_SQS for queues.
# What happens: `aws sqs` of version 1 asks https://<region>.queue.amazonaws.com all the same, with the caller's
# credentials, while `aws sns` beside it asks the given address. Only --endpoint-url changes that. So a command that was
# meant for a stack on this machine reaches AWS. Nothing is sent here: a proxy that refuses everything stands in the way.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --quiet --disable-pip-version-check awscli==1.46.3
"$folder/venv/bin/aws" --version
export AWS_ACCESS_KEY_ID=unused AWS_SECRET_ACCESS_KEY=unused AWS_DEFAULT_REGION=eu-west-1 AWS_MAX_ATTEMPTS=1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
export AWS_ENDPOINT_URL=http://127.0.0.1:9 AWS_ENDPOINT_URL_SQS=http://127.0.0.1:9
export HTTPS_PROXY=http://127.0.0.1:9 HTTP_PROXY=http://127.0.0.1:9 NO_PROXY=

asked() { "$folder/venv/bin/aws" "$@" --debug 2>&1 | grep -o 'Sending http request: .* url=[^,]*' | sed 's/.*url=//' | head -1; }
topics=$(asked sns list-topics || true)
queues=$(asked sqs list-queues || true)
told=$(asked sqs list-queues --endpoint-url http://127.0.0.1:9 || true)
echo "sns list-topics: $topics"
echo "sqs list-queues: $queues"
echo "… --endpoint-url: $told"
[ "$topics" = "http://127.0.0.1:9/" ] && [ "$queues" = "https://eu-west-1.queue.amazonaws.com/" ] && [ "$told" = "http://127.0.0.1:9/" ] ||
    { echo "The behaviour has changed." >&2; exit 1; }
