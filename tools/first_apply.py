"""No apply or destroy by an empty state beside resources that are there: it would miss them, or make them once more.

A state is empty before an environment's first apply and after its destroy, and where it was lost or is looked for in
the wrong place. Only in the last case is there a function of the environment's name.
"""

from shared.aws.failures import AWS_FAILURES
from tools.wanted import Wanted


class LostStateError(RuntimeError):
    """There is a deployment that Terraform's state does not know; the message says what to do."""


def check(environment: Wanted) -> None:
    """Raise :class:`LostStateError` when the recommender of an ``environment`` whose state is empty exists.

    What AWS does not answer stops nothing here: Terraform asks it next, and says what is wrong.
    """
    try:
        environment.client("lambda").get_function(FunctionName=environment.function)
    except AWS_FAILURES:
        return
    raise LostStateError(
        f"Terraform's state of {environment.name} is empty, and the function {environment.function} exists in "
        f"{environment.region}: an apply would make everything a second time, and a destroy would remove nothing. Look "
        "for the state: terraform/README.md says where it is kept. What no state knows is taken into it by `make "
        "import`, or deleted by hand."
    )
