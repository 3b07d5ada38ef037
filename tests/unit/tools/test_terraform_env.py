"""Terraform is checked and finds its provider, with and without a registry, a mirror or a configuration."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import terraform_env
from tools.terraform_env import TerraformNotUsable, terraform_environment

PROVIDER = Path("registry.terraform.io/hashicorp/aws")


@pytest.fixture
def prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine whose only system directory is the one that is returned, with a Terraform that is new enough."""
    for name in ("TF_CLI_CONFIG_FILE", "TF_PLUGIN_MIRROR", "TF_PLUGIN_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(terraform_env, "CLI_CONFIG_FILE", tmp_path / "state" / "terraform.rc")
    monkeypatch.setattr(terraform_env, "PLUGIN_CACHE_DIRECTORY", tmp_path / "state" / "plugins")
    system = tmp_path / "system"
    system.mkdir()
    monkeypatch.setattr(terraform_env, "_SYSTEM_PREFIXES", (str(system),))
    install_terraform(tmp_path / "bin", "1.13.0", monkeypatch)
    yield system
    terraform_env._check_version.cache_clear()


def install_terraform(folder: Path, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a terraform on the path that knows its version; like the real one it refuses an odd configuration."""
    folder.mkdir(exist_ok=True)
    terraform = folder / "terraform"
    terraform.write_text(
        f"""#!/bin/sh
[ -z "$TF_CLI_CONFIG_FILE" ] || [ -f "$TF_CLI_CONFIG_FILE" ] || exit 1
echo '{{"terraform_version": "{version}"}}'
"""
    )
    terraform.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    terraform_env._check_version.cache_clear()


def make_mirror(directory: Path, version: str | None = None, *, packed: bool = False) -> Path:
    """Make a mirror that holds the provider, by default in the locked version; return its directory."""
    version = version or terraform_env._locked_provider_version()
    provider = directory / PROVIDER
    if packed:
        provider.mkdir(parents=True)
        (provider / f"terraform-provider-aws_{version}_linux_amd64.zip").touch()
    else:
        (provider / version / "linux_amd64").mkdir(parents=True)
    return directory


def configured() -> str:
    return Path(terraform_environment()["TF_CLI_CONFIG_FILE"]).read_text()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("place", [".", "mirror", "terraform/providers"])
def test_a_mirror_in_a_system_directory_is_found(prefix: Path, place: str, packed: bool) -> None:
    mirror = make_mirror(prefix / place, packed=packed)

    assert f'path    = "{mirror}"' in configured()


def test_a_mirror_in_the_home_directory_comes_first(prefix: Path) -> None:
    make_mirror(prefix)
    mirror = make_mirror(Path(os.environ["HOME"]) / ".terraform.d" / "plugins")

    assert f'path    = "{mirror}"' in configured()


def test_a_mirror_that_lacks_the_locked_version_is_passed_over(prefix: Path) -> None:
    make_mirror(prefix / "a", version="1.0.0")
    mirror = make_mirror(prefix / "b")

    assert f'path    = "{mirror}"' in configured()


def test_a_mirror_too_deep_to_be_meant_is_not_searched_for(prefix: Path) -> None:
    make_mirror(prefix / "a" / "b" / "c" / "d")

    assert "TF_CLI_CONFIG_FILE" not in terraform_environment()


def test_what_the_mirror_holds_is_asked_of_it_alone_and_the_rest_of_the_registry(prefix: Path) -> None:
    make_mirror(prefix)

    text = configured()

    assert f'include = ["{PROVIDER}"]' in text
    assert f'exclude = ["{PROVIDER}"]' in text


def test_a_named_mirror_comes_before_all_others(prefix: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_mirror(prefix)
    named = make_mirror(tmp_path / "named")
    monkeypatch.setenv("TF_PLUGIN_MIRROR", str(named))

    assert f'path    = "{named}"' in configured()


def test_a_named_mirror_without_the_provider_is_refused_in_one_line(
    prefix: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_PLUGIN_MIRROR", str(tmp_path))

    with pytest.raises(TerraformNotUsable, match=r"^TF_PLUGIN_MIRROR does not hold .*[^\n]$"):
        terraform_environment()


def test_the_callers_own_configuration_is_respected(
    prefix: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_mirror(prefix)
    own = tmp_path / "own.rc"
    own.touch()
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(own))

    assert terraform_environment() == {"TF_CLI_CONFIG_FILE": str(own)}


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_configuration_that_does_not_exist_is_replaced(
    prefix: Path, monkeypatch: pytest.MonkeyPatch, mirrored: bool
) -> None:
    if mirrored:
        make_mirror(prefix)
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(prefix / "gone.rc"))

    assert ("filesystem_mirror" in configured()) is mirrored


def test_without_a_mirror_the_registry_serves_and_each_provider_is_downloaded_once(
    prefix: Path, tmp_path: Path
) -> None:
    assert terraform_environment() == {"TF_PLUGIN_CACHE_DIR": str(tmp_path / "state" / "plugins")}
    assert (tmp_path / "state" / "plugins").is_dir()


def test_the_callers_own_plugin_cache_is_respected(prefix: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_PLUGIN_CACHE_DIR", "/somewhere")

    assert terraform_environment() == {}


def test_a_missing_terraform_is_reported_in_one_line(prefix: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(prefix))

    with pytest.raises(TerraformNotUsable, match=r"^Terraform is not on PATH\. Install Terraform 1\.11 .*[^\n]$"):
        terraform_environment()


@pytest.mark.parametrize("version", ["1.10.9", "0.15.0", "1.9.12"])
def test_an_old_terraform_is_reported_with_its_version(
    prefix: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    install_terraform(tmp_path / "bin", version, monkeypatch)

    with pytest.raises(TerraformNotUsable, match=f"^Terraform {version} is too old"):
        terraform_environment()


@pytest.mark.parametrize("version", ["1.11.0", "1.15.0-beta1", "2.0.0"])
def test_a_new_enough_terraform_serves(
    prefix: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    install_terraform(tmp_path / "bin", version, monkeypatch)

    terraform_environment()
