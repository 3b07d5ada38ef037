"""Clients of an AWS on this machine, for which no setting of the caller counts: no profile, file, variable or proxy."""

import functools
import os
from typing import Any

import boto3
from botocore.config import Config
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES
from botocore.session import Session


def client(service: str, endpoint_url: str, region: str, keys: tuple[str, str], config: Config, **options: Any) -> Any:
    """Return a boto3 client for the service at ``endpoint_url``; ``keys`` are an access key's id and secret."""
    return _session().client(
        service,
        endpoint_url=endpoint_url,
        region_name=region,
        aws_access_key_id=keys[0],
        aws_secret_access_key=keys[1],
        config=config.merge(Config(proxies={})),
        **options,
    )


@functools.cache
def _session() -> boto3.Session:
    """Return a session whose settings have their defaults, whatever variables and files say."""
    defaults: dict[str, Any] = {
        name: (None, None, default, convert)
        for name, (_, _, default, convert) in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()
    }
    files = dict.fromkeys(("config_file", "credentials_file"), (None, None, os.devnull, None))
    return boto3.Session(botocore_session=Session(session_vars=defaults | files))
