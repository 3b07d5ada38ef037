"""The Lambda runtime and architecture that the packages are built for."""

import os
import platform
import sys
from dataclasses import dataclass

# AWS's names, and those that operating systems use for the same thing.
_ARCHITECTURES = {"x86_64": "x86_64", "amd64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}
_MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}

# python3.11 runs on Amazon Linux 2 (glibc 2.26), later runtimes on Amazon Linux 2023 (glibc 2.34).
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
_AMAZON_LINUX_2 = ("manylinux_2_26", "manylinux_2_17", "manylinux2014", "manylinux_2_5", "manylinux1")
_AMAZON_LINUX_2023 = ("manylinux_2_34", "manylinux_2_31", "manylinux_2_28", "manylinux_2_27", *_AMAZON_LINUX_2)


class UnknownArchitectureError(ValueError):
    """Lambda runs no such processor."""


@dataclass(frozen=True)
class Runtime:
    """A Lambda runtime: Python ``version`` such as ``3.13``, ``architecture`` ``x86_64`` or ``arm64``."""

    version: str
    architecture: str

    @property
    def name(self) -> str:
        """Lambda's identifier, such as ``python3.13``."""
        return f"python{self.version}"

    @property
    def wheel_platforms(self) -> list[str]:
        """The platform tags of wheels that this runtime can load, newest first."""
        tags = _AMAZON_LINUX_2 if self.version == "3.11" else _AMAZON_LINUX_2023
        return [f"{tag}_{_MACHINES[self.architecture]}" for tag in tags]


def this_runtime(architecture: str | None = None) -> Runtime:
    """Return the runtime of the running Python, so that byte-code always matches.

    ``architecture`` defaults to the variable ``ARCH``, and that to the host's.
    Raises :class:`UnknownArchitectureError`.
    """
    asked = architecture or os.environ.get("ARCH") or platform.machine()
    try:
        return Runtime("{}.{}".format(*sys.version_info), _ARCHITECTURES[asked.lower()])
    except KeyError:
        raise UnknownArchitectureError("ARCH must be x86_64 or arm64: Lambda runs no other processor.") from None
