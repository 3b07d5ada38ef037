"""Bootstrap, build and operation: what runs before and around the pipeline, never inside it."""

import sys

from tools.paths import FUNCTIONS_DIRECTORY

sys.path.append(str(FUNCTIONS_DIRECTORY))  # the import root of what is deployed, parts of which the tools share
