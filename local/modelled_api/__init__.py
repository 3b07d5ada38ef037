"""AWS APIs that the emulator lacks, served from botocore's own service models.

The model is the contract: it gives the operations, their paths, the limits of every member and the wire shape of
every error. A service supplies only what an operation does.
"""

from local.modelled_api.api import ApiError, ModelledApi
from local.modelled_api.validation import violations

__all__ = ["ApiError", "ModelledApi", "violations"]
