"""What a Python function may import beside its own code: the packages of Lambda's runtime, none of this machine's."""

import functools
import os
import platform
import sys
from pathlib import Path

from tools.dependencies import installed_dependencies
from tools.paths import CACHE_DIRECTORY, ROOT
from tools.runtime import this_runtime

# awslambdaric finds here what it lacks where it is not built for the system.
ELSEWHERE = ROOT / "local" / "runtime" / "elsewhere"


@functools.cache
def runtime_packages() -> Path:
    """Return the folder of the packages that ``local/runtime/requirements.txt`` pins, installed at the first call.

    Raises :class:`tools.dependencies.DependencyError`.
    """
    requirements = ROOT / "local" / "runtime" / "requirements.txt"
    return installed_dependencies(requirements, this_runtime(platform.machine()), CACHE_DIRECTORY)


def import_path(code: str, layers: list[str]) -> str:
    """Return the function's path: its code, its layers, then the runtime's packages, as on Lambda."""
    folders = [Path(code)]
    for layer in layers:
        folders += [Path(layer, "python", "lib", f"python{sys.version_info[0]}.{sys.version_info[1]}", "site-packages")]
        folders += [Path(layer, "python")]
    return os.pathsep.join([*(str(each) for each in folders if each.is_dir()), str(runtime_packages()), str(ELSEWHERE)])
