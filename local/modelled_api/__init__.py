"""AWS APIs that the emulator lacks, served from botocore's own service models.

The model gives the operations, their paths, the limits of every member and the form of every error on the wire. A
service supplies only what each operation does.
"""

from local.modelled_api.api import ApiError, ModelledApi
from local.modelled_api.validation import violations

__all__ = ["ApiError", "ModelledApi", "violations"]
