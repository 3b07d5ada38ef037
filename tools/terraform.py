"""Terraform for an environment on AWS: ``python -m tools.terraform plan|apply|destroy|output ENVIRONMENT``.

``make plan ENV=dev`` and its siblings call it. The state lies beside the environment's values, or, with
``--backend s3``, in the bucket that ``environments/<environment>.s3.tfbackend`` names. Further arguments go to
Terraform.
"""

import argparse
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

from tools.build import BuildError, build
from tools.paths import CACHE_DIRECTORY, TERRAFORM_DIRECTORY
from tools.runtime import UnknownArchitectureError
from tools.terraform_env import TerraformNotUsable, terraform_environment

_OVERRIDE = TERRAFORM_DIRECTORY / "backend_override.tf"
_ENVIRONMENTS = TERRAFORM_DIRECTORY / "environments"
_LOCAL = "local"


class CommandError(ValueError):
    """The command line asks for something that does not exist; the message says what does."""


def environments() -> list[str]:
    """Return the environments on AWS, by the names of their values files."""
    return sorted(path.stem for path in _ENVIRONMENTS.glob("*.tfvars") if path.stem != _LOCAL)


def run(verb: str, environment: str, backend: str, extra: list[str]) -> int:
    """Build, initialise and run one Terraform command for ``environment``; return Terraform's exit status.

    Raises :class:`CommandError`, :class:`TerraformNotUsable` and what :func:`tools.build.build` raises.
    """
    if environment == _LOCAL:
        raise CommandError("The local environment is `make up` and `make down`.")
    if environment not in environments():
        raise CommandError(f"Choose an environment: ENV={'|'.join(environments())}")
    terraform_environment()  # says what is missing before anything is built
    values: list[str] = []
    if verb != "output":
        values = [f"-var-file=environments/{environment}.tfvars"]
        print(f"build: {build().summary()}", file=sys.stderr)
    with _backend(backend):
        status = _terraform(environment, backend, "init", *_init_arguments(environment, backend))
        if status != 0:
            return status
        return _terraform(environment, backend, verb, *values, *extra)


def _init_arguments(environment: str, backend: str) -> list[str]:
    if backend == "s3":
        configuration = f"environments/{environment}.s3.tfbackend"
    else:
        configuration = f"path=environments/{environment}.tfstate"
    return ["-reconfigure", "-input=false", "-lockfile=readonly", f"-backend-config={configuration}"]


@contextlib.contextmanager
def _backend(kind: str) -> Iterator[None]:
    """Let the root module use ``kind`` of backend for the length of the block; it declares the local one."""
    if kind == "s3":
        _OVERRIDE.write_text('terraform {\n  backend "s3" {}\n}\n')
    try:
        yield
    finally:
        _OVERRIDE.unlink(missing_ok=True)


def _terraform(environment: str, backend: str, verb: str, *arguments: str) -> int:
    data = CACHE_DIRECTORY / "terraform" / f"{environment}-{backend}"
    variables = {**os.environ, **terraform_environment(), "TF_DATA_DIR": str(data)}
    colour = [] if sys.stdout.isatty() else ["-no-color"]
    command = ["terraform", f"-chdir={TERRAFORM_DIRECTORY}", verb, *colour, *arguments]
    # Nothing but the command's own result goes to standard output, so that it can be piped.
    quiet = sys.stderr if verb == "init" else None
    return subprocess.run(command, env=variables, stdout=quiet, check=False).returncode


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.terraform", description="Terraform for one environment.", allow_abbrev=False
    )
    parser.add_argument("verb", choices=["plan", "apply", "destroy", "output"])
    parser.add_argument("environment", help="dev, prod or any other with a file in terraform/environments")
    parser.add_argument("--backend", choices=["local", "s3"], default="local", help="where the state is kept")
    arguments, extra = parser.parse_known_args()
    try:
        return run(arguments.verb, arguments.environment, arguments.backend, extra)
    except (BuildError, CommandError, TerraformNotUsable, UnknownArchitectureError) as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
