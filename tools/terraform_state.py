"""Where each environment keeps Terraform's state: its own files decide, and nothing on a command line.

``environments/<environment>.s3.tfbackend`` names a bucket. Without such a file the state is
``environments/<environment>.tfstate``, on this machine.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from tools.paths import CACHE_DIRECTORY, ROOT, TERRAFORM_DIRECTORY
from tools.terraform_env import write_if_changed
from tools.terraform_root import laid_out, left_out, overrides, states_by_hand

LOCAL, S3 = "local", "s3"
KINDS = (LOCAL, S3)

# Only a file can make a backend one of another kind. Ours is written where nobody else's configuration is.
_OVERRIDE = "make_backend_override.tf"


class StateError(ValueError):
    """Where an environment's state is cannot be said for certain; the message says what decides it."""


@dataclass(frozen=True)
class State:
    """Where one environment's state is: the arguments of ``init``, where Terraform runs, and where its own data is."""

    init_arguments: list[str]
    root: Path
    data: Path
    file: Path

    def retire(self, moved: str) -> None:
        """Keep the file of a state that is now elsewhere, under a name that nothing reads.

        ``moved`` is the state that Terraform finds there. Raises :class:`StateError` unless it lists the same.
        """
        # Its lineage is another: Terraform gives it a new one on the way (seen with 1.11.4).
        if json.loads(moved.strip() or "{}").get("resources") != _resources(self.file):
            raise StateError(f"Nothing was moved: {_shown(self.file)} is the state as before.")
        self.file.rename(self.file.with_suffix(".tfstate.moved"))


def state_of(environment: str, asked: str | None = None) -> State:
    """Return where an environment's state is. Raises :class:`StateError`.

    ``asked`` is the kind that a command line names. It decides nothing, and is refused where it is another.
    """
    kind = S3 if _bucket(environment).exists() else LOCAL
    if asked not in {None, kind}:
        raise StateError(f"The state of {environment} is not where BACKEND={asked} says: {_where(environment, kind)}.")
    _refuse_other_backends(environment, kind)
    if kind == LOCAL:
        return _on_this_machine(environment)
    if _resources(_file(environment)):
        raise StateError(
            f"The state of {environment} is in two places: {_shown(_file(environment))} lists resources, and "
            f"{_where(environment, kind)}. Remove whichever is not in use; or "
            f"`make move-state ENV={environment}` takes the first into the bucket."
        )
    return _in_a_bucket(environment)


def moving(environment: str) -> tuple[State, State]:
    """Return where a state is that is to be moved into the environment's bucket, and where it then is.

    Raises :class:`StateError` without a bucket or a state.
    """
    if not _bucket(environment).exists() or not _resources(_file(environment)):
        raise StateError(
            f"To move the state of {environment} takes both, {_shown(_file(environment))} that lists resources, and "
            f"{_shown(_bucket(environment))} that names a bucket."
        )
    _refuse_other_backends(environment, S3)
    before = _on_this_machine(environment)
    after = _in_a_bucket(environment)
    # Terraform copies from where its data says that the state was.
    return before, State(after.init_arguments, after.root, before.data, before.file)


def not_seen(environment: str) -> str:
    """Return a line that names the states of Terraform run by hand, and which one counts; empty without any."""
    found, kind = states_by_hand(TERRAFORM_DIRECTORY), S3 if _bucket(environment).exists() else LOCAL
    state = _file(environment) if kind == LOCAL else _bucket(environment)
    return left_out(found, f"{_shown(state)} {'is' if kind == LOCAL else 'names'} what counts.") if found else ""


def _on_this_machine(environment: str) -> State:
    file, by_hand = _file(environment), states_by_hand(TERRAFORM_DIRECTORY)
    path = f"path={file.relative_to(TERRAFORM_DIRECTORY)}"
    root = laid_out(TERRAFORM_DIRECTORY, _data(environment, "links"), by_hand) if by_hand else TERRAFORM_DIRECTORY
    return State([f"-backend-config={path}"], root, _data(environment, LOCAL), file)


def _in_a_bucket(environment: str) -> State:
    """Lay out the root module once more, of links, beside the file that makes its backend a bucket."""
    root = laid_out(TERRAFORM_DIRECTORY, _data(environment, "root"), states_by_hand(TERRAFORM_DIRECTORY))
    write_if_changed(root / _OVERRIDE, 'terraform {\n  backend "s3" {}\n}\n')
    settings = _bucket(environment).relative_to(TERRAFORM_DIRECTORY)
    return State([f"-backend-config={settings}"], root, _data(environment, S3), _file(environment))


def _refuse_other_backends(environment: str, kind: str) -> None:
    for override in overrides(TERRAFORM_DIRECTORY, "backend"):
        raise StateError(
            f"{_shown(override)} sets a backend, and {_where(environment, kind)}. Put what it says into "
            f"{_shown(_bucket(environment))}, and remove it."
        )


def _bucket(environment: str) -> Path:
    return TERRAFORM_DIRECTORY / "environments" / f"{environment}.s3.tfbackend"


def _file(environment: str) -> Path:
    return TERRAFORM_DIRECTORY / "environments" / f"{environment}.tfstate"


def _data(environment: str, what: str) -> Path:
    return CACHE_DIRECTORY / "terraform" / f"{environment}-{what}"


def _where(environment: str, kind: str) -> str:
    file = _shown(_bucket(environment))
    return f"{file} names its bucket" if kind == S3 else f"there is no {file} to name a bucket"


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _resources(state: Path) -> list[object]:
    """Return what a state lists; nothing where there is none. Raises :class:`StateError` for what is no state."""
    try:
        content = json.loads(state.read_text(encoding="utf-8") or "{}") if state.exists() else {}
        return list(content.get("resources", []))
    except (AttributeError, ValueError):
        raise StateError(
            f"{_shown(state)} is no state of Terraform: restore it, as from a .backup beside it."
        ) from None
