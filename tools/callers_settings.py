"""Settings of the caller's environment that would lead Terraform or an AWS client elsewhere than a command says."""

from collections.abc import Mapping

# They choose a state, which an environment's own files do: docs/decisions/0019.
_CHOOSE_A_STATE = ("TF_WORKSPACE", "TF_CLI_ARGS_init")
# The local stack alone is meant: no setting of an AWS client, of the provider's (TF_AWS_…) or of a command line counts.
_OF_TERRAFORM = ("TF_AWS_", "TF_CLI_ARGS", "TF_WORKSPACE")
_ENDPOINTS = ("AWS_ENDPOINT_URL", "TF_AWS_")
_OTHER_THAN_LOCAL = ("AWS_", "BOTO_", *_OF_TERRAFORM)


def choosing_a_state(environment: Mapping[str, str]) -> list[str]:
    """Return the variables that would choose another state for Terraform."""
    return sorted(name for name in environment if name in _CHOOSE_A_STATE)


def of_terraform(environment: Mapping[str, str]) -> list[str]:
    """Return the variables by which Terraform would do something else than a command on the local stack says."""
    return sorted(name for name in environment if name.startswith(_OF_TERRAFORM))


def naming_endpoints(environment: Mapping[str, str]) -> list[str]:
    """Return the variables by which the provider goes elsewhere than to AWS."""
    return sorted(name for name in environment if name.startswith(_ENDPOINTS))


def without(environment: Mapping[str, str], names: list[str]) -> dict[str, str]:
    """Return ``environment`` without the variables ``names``."""
    return {name: value for name, value in environment.items() if name not in names}


def for_the_local_stack(environment: Mapping[str, str]) -> dict[str, str]:
    """Return ``environment`` without what would lead Terraform or an AWS client anywhere but to the local stack."""
    return {name: value for name, value in environment.items() if not name.startswith(_OTHER_THAN_LOCAL)}


def notice(names: list[str], instead: str) -> str:
    """Return a line for a person that names variables which do not count, and what counts ``instead``."""
    return f"terraform: left out of your environment: {', '.join(names)}. {instead}"
