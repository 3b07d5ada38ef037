"""What an error means to the domain, which knows no AWS."""

from recommender.domain.model import Failure
from shared.aws.failures import describe, may_pass, refused_outright


def classify(error: Exception) -> Failure:
    """Return what may be logged of ``error``, whether another try may succeed, and whether the call was not done."""
    return Failure(describe(error), may_pass(error), refused_outright(error))
