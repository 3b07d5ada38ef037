"""Which of botocore's and boto3's data files a function needs; they are most of a package's size."""

from collections.abc import Collection
from pathlib import PurePosixPath

_BOTOCORE_DATA = PurePosixPath("botocore/data")
# Models of boto3's resource interface, and examples: clients read neither.
_NEVER_READ = (PurePosixPath("boto3/data"), PurePosixPath("boto3/examples"))


def is_needed(name: str, services: Collection[str]) -> bool:
    """Return whether a function that calls ``services`` (botocore's names) needs the package file ``name``.

    Files directly in botocore's data directory (endpoints, partitions, retries, defaults) serve every client and stay.
    """
    path = PurePosixPath(name)
    if any(path.is_relative_to(directory) for directory in _NEVER_READ):
        return False
    if not path.is_relative_to(_BOTOCORE_DATA):
        return True
    service, *rest = path.relative_to(_BOTOCORE_DATA).parts
    return not rest or (service in services and not path.name.startswith("examples-"))
