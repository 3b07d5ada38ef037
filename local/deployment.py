"""The whole pipeline, running locally: a stack, the applied root module, a catalogue, and how to reach it all."""

import json
import os
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from local.client_settings import client_settings, write_profile
from local.launcher import EMULATOR_SETTINGS, LOOPBACK
from local.personalize.retail_data import catalogue
from local.stack import Stack
from local.terraform_run import Progress, Terraform
from tools import gateway_account
from tools.catalogue_item import catalogue_item
from tools.catalogue_store import CatalogueStore
from tools.deployed import as_text
from tools.paths import ENVIRONMENT_FILE, ROOT, STATE_DIRECTORY
from tools.settings import dotenv, settings

PROFILE_FILE = STATE_DIRECTORY / "aws"


@dataclass(frozen=True)
class Deployment:
    """A stack and what Terraform made on it. ``directory`` holds all its files; :meth:`remove` deletes it."""

    stack: Stack
    directory: Path

    @property
    def terraform(self) -> Terraform:
        """Terraform for this deployment's state and endpoint."""
        variables = {"emulator_endpoint": self.stack.endpoint, "build_dir": str(ROOT / "build")}
        return Terraform("local", self.directory / "terraform", variables, self.aws)

    @property
    def aws(self) -> dict[str, str]:
        """What an AWS client needs to call the stack, and the X-Ray SDK to find its daemon."""
        return {
            "AWS_ENDPOINT_URL": self.stack.endpoint,
            "AWS_REGION": self.stack.region,
            "AWS_DEFAULT_REGION": self.stack.region,
            "AWS_ACCESS_KEY_ID": EMULATOR_SETTINGS["AWS_ACCESS_KEY_ID"],
            "AWS_SECRET_ACCESS_KEY": EMULATOR_SETTINGS["AWS_SECRET_ACCESS_KEY"],
            "AWS_XRAY_DAEMON_ADDRESS": f"{LOOPBACK}:{self.stack.port}",
        }

    def apply(self, progress: Progress) -> int:
        """Apply the root module; return how many resources changed."""
        gateway_account.set_role(self.stack.client, self.stack.region)
        self.terraform.init()
        return self.terraform.apply(progress)

    def load_catalogue(self) -> int:
        """Fill the catalogue table with the generated retail items; return how many."""
        table = self.terraform.outputs()["catalogue_table_name"]
        items = [catalogue_item(item.as_record()) for item in catalogue()]
        return CatalogueStore(self.stack.client("dynamodb"), table).put(items)

    def reached_by(self, profile: Path) -> dict[str, str]:
        """Write ``profile``, and return what makes any AWS client reach the stack and nothing else."""
        write_profile(self.aws, profile)
        return {**self.aws, **client_settings(self.aws, profile, os.environ)}

    def client_environment(self) -> dict[str, str]:
        """Return what a client needs to reach this deployment."""
        outputs = self.terraform.outputs()
        return {**settings(outputs), "CONSUMERS": as_text(outputs["consumers"]), **self.reached_by(PROFILE_FILE)}

    def destroy(self, progress: Progress) -> int:
        """Destroy everything through Terraform; return how many resources are gone."""
        return self.terraform.destroy(progress)

    def remove(self) -> None:
        """Stop the stack and delete all that was written for it."""
        self.stack.stop()
        shutil.rmtree(self.directory, ignore_errors=True)


def write_environment_file(values: dict[str, str], path: Path = ENVIRONMENT_FILE) -> None:
    """Write ``values`` as lines that a shell can source. Only the owner may read the file: it holds a key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(dotenv(values))


def read_environment_file(path: Path = ENVIRONMENT_FILE) -> dict[str, str]:
    """Return the values of a dotenv file written by :func:`write_environment_file`."""
    pairs = (line.partition("=") for line in path.read_text().splitlines() if line)
    return {name: "".join(shlex.split(value)) for name, _, value in pairs}


def save_stack(stack: Stack, path: Path) -> None:
    """Remember a running stack, for another process to find with :func:`load_stack`."""
    kept = {"pid": stack.pid, "identity": stack.identity, "port": stack.port, "directory": str(stack.directory)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept))


def load_stack(path: Path) -> Stack | None:
    """Return the stack that was saved to ``path``, or None."""
    if not path.exists():
        return None
    saved = json.loads(path.read_text())
    directory = saved["directory"]
    # A stack that was started before there were identities has its directory in its command line.
    return Stack(saved["port"], directory=Path(directory), pid=saved["pid"], identity=saved.get("identity", directory))
