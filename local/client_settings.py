"""Settings that make any AWS client call the local stack, whatever its user's environment and files say.

Source: AWS SDKs and Tools Reference Guide, "Environment variables list" and "Service-specific endpoints".
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tools.this_machine import reached_directly

# A variable of this kind comes before AWS_ENDPOINT_URL, and may be another project's.
_SERVICES = (
    *("API_GATEWAY", "CLOUDWATCH", "CLOUDWATCH_LOGS", "DYNAMODB", "DYNAMODB_STREAMS", "IAM", "LAMBDA", "PERSONALIZE"),
    *("PERSONALIZE_RUNTIME", "S3", "SNS", "SQS", "STS", "XRAY"),
)
_PROFILE = "default"
# Older ones do not know AWS_ENDPOINT_URL, and call AWS: seen with 1.28.1 and 1.29.0.
_FIRST_WITH_ENDPOINTS = {1: (1, 29), 2: (2, 13)}
_VERSION_DEADLINE_SECONDS = 10
# In awscli/customizations/overridesslcommonname.py of 1.46; nothing but the option changes it, and version 2 lacks it.
_ON_QUEUES = (
    "The AWS CLI here is of version 1: `aws sqs` takes no notice of AWS_ENDPOINT_URL, and calls AWS. Give it "
    '--endpoint-url "$AWS_ENDPOINT_URL", or install version 2.'
)


def client_settings(aws: Mapping[str, str], profile: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that, together with ``aws``, overrule those of a caller's ``environment``.

    ``profile`` is a file that :func:`write_profile` has written, which defines the profile that is named.
    """
    return {
        **{f"AWS_ENDPOINT_URL_{service}": aws["AWS_ENDPOINT_URL"] for service in _SERVICES},
        "AWS_CONFIG_FILE": str(profile),
        "AWS_SHARED_CREDENTIALS_FILE": str(profile),
        "AWS_PROFILE": _PROFILE,
        "AWS_DEFAULT_PROFILE": _PROFILE,
        "AWS_SESSION_TOKEN": "",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "AWS_USE_DUALSTACK_ENDPOINT": "false",
        "AWS_USE_FIPS_ENDPOINT": "false",
        **reached_directly(environment),
    }


def write_profile(aws: Mapping[str, str], path: Path) -> None:
    """Write the stack's keys and Region as a profile: some clients take a profile before variables."""
    names = {"aws_access_key_id": "AWS_ACCESS_KEY_ID", "aws_secret_access_key": "AWS_SECRET_ACCESS_KEY"}
    lines = [f"{name} = {aws[variable]}" for name, variable in {**names, "region": "AWS_REGION"}.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text("\n".join([f"[{_PROFILE}]", *lines, ""]))


def complaint_about_the_aws_cli() -> str:
    """Return a warning if the AWS CLI on the path is too old for these settings and would call AWS; else nothing."""
    program = shutil.which("aws")
    if program is None:
        return ""
    try:
        printed = subprocess.run(
            [program, "--version"],
            env={"PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_VERSION_DEADLINE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r"aws-cli/(\d+)\.(\d+)", printed.stdout + printed.stderr)
    if not found:
        return ""
    version = int(found[1]), int(found[2])
    if version >= _FIRST_WITH_ENDPOINTS.get(version[0], version):
        return _ON_QUEUES if version[0] == 1 else ""
    return (
        f"The AWS CLI here is {found[1]}.{found[2]}: it takes no notice of AWS_ENDPOINT_URL, and calls AWS. Give it "
        '--endpoint-url "$AWS_ENDPOINT_URL", or install 2.13 or newer (of version 1: 1.29).'
    )
