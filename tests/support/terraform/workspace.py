"""Directories in which Terraform runs for a test: links to the configuration, a build of tiny packages, no network."""

import base64
import hashlib
import json
import os
import uuid
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tftest

from tools.paths import ROOT
from tools.terraform_env import SHORT_RUNS, terraform_environment

CONFIGURATION = ROOT / "terraform"
MODULES = CONFIGURATION / "modules"
ENVIRONMENTS = ("local", "dev", "prod")
PACKAGES = ("ingest", "recommender", "watch")

# What a shell may hold that would change a plan, beside the names that begin like these.
_FOREIGN = ("AWS_", "TF_", "PORT", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


def module_names() -> list[str]:
    """Return the names of all modules, sorted."""
    return sorted(path.name for path in MODULES.iterdir())


def make_build(directory: Path) -> None:
    """Write what `make build` would: a package for each function, and the manifest that describes them."""
    directory.mkdir()
    functions = {}
    for name in PACKAGES:
        package = directory / f"{name}.zip"
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr(zipfile.ZipInfo(f"{name}/handler.py"), "def handler(event, context): ...\n")
        digest = hashlib.sha256(package.read_bytes())
        functions[name] = {
            "file": package.name,
            "sha256": digest.hexdigest(),
            "sha256_base64": base64.b64encode(digest.digest()).decode(),
            "bytes": package.stat().st_size,
        }
    manifest = {"runtime": "python3.13", "architecture": "x86_64", "botocore": "1.0.0", "functions": functions}
    (directory / "manifest.json").write_text(json.dumps(manifest))


def make_workspace(directory: Path) -> Path:
    """Lay out a copy of the project as Terraform sees it, made of links, and return its terraform directory."""
    for shared in ("contracts", "monitoring"):
        (directory / shared).symlink_to(ROOT / shared)
    make_build(directory / "build")
    workspace = directory / "terraform"
    workspace.mkdir()
    for entry in CONFIGURATION.iterdir():
        if entry.name not in {".terraform", "backend_override.tf"} and entry.suffix != ".tfstate":
            (workspace / entry.name).symlink_to(entry)
    return workspace


def environment() -> dict[str, str]:
    """Return the environment Terraform runs in: the caller's without their AWS and Terraform settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    placeholders = {
        "AWS_ACCESS_KEY_ID": "placeholder",
        "AWS_SECRET_ACCESS_KEY": "placeholder",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "CHECKPOINT_DISABLE": "1",
    }
    return kept | placeholders | SHORT_RUNS | terraform_environment()


class Terraform(tftest.TerraformTest):
    """Terraform in one directory, its plans read as data."""

    def __init__(self, directory: Path, **extra: str) -> None:
        super().__init__(str(directory), str(directory))
        self.env = environment() | extra

    def initialise(self) -> None:
        """Link the locked provider and the modules. Raises :class:`tftest.TerraformTestError`.

        What `terraform init` has put into terraform/ is taken from there: the provider is a large download.
        """
        installed = CONFIGURATION / ".terraform" / "providers"
        source = [f"-plugin-dir={installed}"] if any(installed.glob("*/hashicorp/aws/*")) else []
        state = "-backend-config=path=terraform.tfstate"
        self.execute_command("init", "-input=false", "-no-color", "-lockfile=readonly", state, *source)

    def planned_json(self, *arguments: str, **variables: str) -> str:
        """Plan and return the plan as JSON. Raises :class:`tftest.TerraformTestError` with what Terraform said."""
        given = [f"-var={name}={value}" for name, value in variables.items()]
        file = f"{uuid.uuid4().hex}.plan"
        common = ("-input=false", "-no-color", "-refresh=false", "-lock=false", f"-out={file}")
        self.execute_command("plan", *common, *arguments, *given)
        shown: str = self.execute_command("show", "-json", file).out
        return shown

    def planned(self, *arguments: str, **variables: str) -> tftest.TerraformPlanOutput:
        """Plan and return the plan. Raises :class:`tftest.TerraformTestError` with what Terraform said."""
        return tftest.TerraformPlanOutput(json.loads(self.planned_json(*arguments, **variables)))


def planned_resources(plan: tftest.TerraformPlanOutput) -> dict[str, dict[str, Any]]:
    """Return every resource that a plan makes: address => resource."""
    return resources_below(plan["planned_values"]["root_module"])


def resources_below(module: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the resources of a module in a plan and of the modules below it: address => resource."""
    found = {resource["address"]: dict(resource) for resource in module.get("resources", [])}
    for child in module.get("child_modules", []):
        found |= resources_below(child)
    return found
