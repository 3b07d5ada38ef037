"""The environments on AWS: each has a file of values in ``terraform/environments``."""

import re

from shared.settings import ENVIRONMENT_NAME
from tools.paths import TERRAFORM_DIRECTORY

_DIRECTORY = TERRAFORM_DIRECTORY / "environments"
_SHOWN = "terraform/environments"
_LOCAL = "local"


class CommandError(ValueError):
    """The command line asks for something that does not exist; the message says what does."""


def environments() -> list[str]:
    """Return the environments on AWS, by the names of their values files."""
    return sorted(path.stem for path in _DIRECTORY.glob("*.tfvars") if path.stem != _LOCAL)


def check_name(environment: str) -> None:
    """Raise :class:`CommandError` unless there is such an environment; the message says how to make it."""
    known = environments()
    if environment in known:
        return
    if environment == _LOCAL:
        raise CommandError("The local environment is `make up` and `make down`.")
    choose = f"Choose an environment: ENV={'|'.join(known)}"
    if not environment:
        raise CommandError(choose)
    if not re.fullmatch(ENVIRONMENT_NAME, environment):
        raise CommandError(
            f"{choose}. A name has 2 to 16 lower-case letters, digits or hyphens, beginning with a letter."
        )
    file, example = f"{_SHOWN}/{environment}.tfvars", f"{_SHOWN}/dev.tfvars"
    raise CommandError(
        f"There is no {file}. {choose}; or make {file}, as a copy of {example} in which "
        f'environment = "{environment}": terraform/README.md says what else to set.'
    )


def check_values(environment: str, named: str) -> None:
    """Raise :class:`CommandError` where the values of ``environment`` say that they are those of another."""
    if named != environment:
        raise CommandError(
            f'{_SHOWN}/{environment}.tfvars sets environment = "{named}". It has to be "{environment}": with the '
            f"state of {environment}, what {named} has would be made a second time."
        )
