"""Where things lie in a checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD_DIRECTORY = ROOT / "build"
FUNCTIONS_DIRECTORY = ROOT / "functions"
STATE_DIRECTORY = ROOT / ".local"
ENVIRONMENT_FILE = STATE_DIRECTORY / "env"
CACHE_DIRECTORY = STATE_DIRECTORY / "cache"
TERRAFORM_DIRECTORY = ROOT / "terraform"
