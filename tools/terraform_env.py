"""Make Terraform usable: the version is checked, and providers are found where no registry can be reached."""

import functools
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.paths import CACHE_DIRECTORY, STATE_DIRECTORY, TERRAFORM_DIRECTORY

MINIMUM_VERSION = (1, 11, 0)
CLI_CONFIG_FILE = STATE_DIRECTORY / "terraform.rc"
# Runs are short and the provider is large: to collect its garbage less often saves a sixth of a plan's processor time.
SHORT_RUNS = {"GOGC": "400"}
PLUGIN_CACHE_DIRECTORY = CACHE_DIRECTORY / "terraform" / "plugins"

# A provider mirror holds a folder named after the registry's host.
# https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
_REGISTRY = "registry.terraform.io"
_PROVIDER = f"{_REGISTRY}/hashicorp/aws"
_SYSTEM_PREFIXES = ("/opt", "/usr/local/share", "/usr/share", "/usr/local/lib", "/usr/lib", "/var/lib", "/srv")
_USER_MIRRORS = (".terraform.d/plugins", ".terraform.d/providers", ".local/share/terraform/plugins")
_SEARCH_DEPTH = 3


class TerraformNotUsable(RuntimeError):  # noqa: N818 - reads as the state it reports
    """Terraform is missing or too old, or the mirror that was named does not exist; the message says what to do."""


def terraform_environment() -> dict[str, str]:
    """Return the variables that a Terraform process needs here, to be added to the environment.

    The caller's own configuration (``TF_CLI_CONFIG_FILE``) is respected where the file exists. Otherwise a provider
    mirror serves where one holds the locked provider (``TF_PLUGIN_MIRROR`` or a system directory), by a configuration
    below ``.local/``; else the registry does, and each provider is downloaded once. Raises :class:`TerraformNotUsable`.
    """
    _check_version()
    configured = os.environ.get("TF_CLI_CONFIG_FILE", "")
    if configured and Path(configured).is_file() and not os.environ.get("TF_PLUGIN_MIRROR"):
        return {"TF_CLI_CONFIG_FILE": configured}
    mirror = _mirror(os.environ)
    variables = {}
    if mirror or configured:  # Terraform refuses to run when the variable names no file
        write_if_changed(CLI_CONFIG_FILE, _configuration(mirror))
        variables["TF_CLI_CONFIG_FILE"] = str(CLI_CONFIG_FILE)
    if not mirror and "TF_PLUGIN_CACHE_DIR" not in os.environ:
        PLUGIN_CACHE_DIRECTORY.mkdir(parents=True, exist_ok=True)
        variables["TF_PLUGIN_CACHE_DIR"] = str(PLUGIN_CACHE_DIRECTORY)
    return variables


@functools.cache
def _check_version() -> None:
    wanted = ".".join(map(str, MINIMUM_VERSION[:2]))
    advice = f"Install Terraform {wanted} or newer: https://developer.hashicorp.com/terraform/install"
    if shutil.which("terraform") is None:
        raise TerraformNotUsable(f"Terraform is not on PATH. {advice}")
    # The file that TF_CLI_CONFIG_FILE names may not exist, and Terraform refuses even to say its version then.
    environment = {name: value for name, value in os.environ.items() if name != "TF_CLI_CONFIG_FILE"}
    command = ["terraform", "version", "-json"]
    result = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    try:
        version: str = json.loads(result.stdout)["terraform_version"]
    except (ValueError, KeyError):
        raise TerraformNotUsable(f"The terraform on PATH does not run. {advice}") from None
    if tuple(int(part) for part in version.partition("-")[0].split(".")) < MINIMUM_VERSION:
        raise TerraformNotUsable(f"Terraform {version} is too old. {advice}")


def _mirror(environment: Mapping[str, str]) -> Path | None:
    """Return the directory of a provider mirror, or None where there is none."""
    named = environment.get("TF_PLUGIN_MIRROR")
    version = _locked_provider_version()
    if named:
        if not _holds_provider(Path(named), version):
            raise TerraformNotUsable(f"TF_PLUGIN_MIRROR does not hold {_PROVIDER} {version}: correct or unset it.")
        return Path(named).resolve()
    home = Path(environment.get("HOME", "/nonexistent"))
    for directory in [*(home / name for name in _USER_MIRRORS), *map(Path, _SYSTEM_PREFIXES)]:
        for candidate in _below(directory, _SEARCH_DEPTH):
            if candidate.name == _REGISTRY and _holds_provider(candidate.parent, version):
                return candidate.parent
    return None


def _locked_provider_version() -> str:
    lock = (TERRAFORM_DIRECTORY / ".terraform.lock.hcl").read_text()
    block = lock[lock.index(f'provider "{_PROVIDER}"') :]
    found = re.search(r'version\s*=\s*"([^"]+)"', block)
    if not found:
        raise TerraformNotUsable(f"terraform/.terraform.lock.hcl locks no version of {_PROVIDER}: restore the file.")
    return found[1]


def _holds_provider(mirror: Path, version: str) -> bool:
    """Return whether ``mirror`` has the provider in ``version``, unpacked (a folder) or packed (a zip)."""
    provider = mirror / _PROVIDER
    return (provider / version).is_dir() or any(provider.glob(f"terraform-provider-*_{version}_*.zip"))


def _below(directory: Path, depth: int) -> Iterator[Path]:
    """Yield the directories in ``directory``, level by level down to ``depth``, in the order of their names."""
    level = [directory]
    for _ in range(depth):
        level = [child for parent in level for child in _directories(parent)]
        yield from level


def _directories(parent: Path) -> list[Path]:
    try:
        return sorted(Path(entry) for entry in os.scandir(parent) if entry.is_dir() and not entry.is_symlink())
    except OSError:  # absent, or not ours to read
        return []


def _configuration(mirror: Path | None) -> str:
    if mirror is None:
        return "# No provider mirror on this machine: providers come from the registry.\n"
    # A registry that cannot be reached is not asked for what the mirror holds.
    mirrored = json.dumps([_PROVIDER])
    return f"""provider_installation {{
  filesystem_mirror {{
    path    = {json.dumps(str(mirror))}
    include = {mirrored}
  }}
  direct {{
    exclude = {mirrored}
  }}
}}
"""


def write_if_changed(path: Path, content: str) -> None:
    """Write a file that processes running beside this one may be reading."""
    if path.is_file() and path.read_text() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(content)
    unfinished.replace(path)
