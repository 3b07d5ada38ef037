"""The names that commands of documents use, and those that `make env` prints."""

import re

from tests.support.monitoring.files import ALARMS
from tools.paths import TERRAFORM_DIRECTORY
from tools.settings import settings

# What Terraform's outputs may be: each that is declared, by its name alone.
DECLARED = re.findall(r'^output "(\w+)"', (TERRAFORM_DIRECTORY / "outputs.tf").read_text(), re.MULTILINE)
OUTPUTS = {name: name for name in DECLARED} | {
    "alarm_names": {alarm: alarm for alarm in ALARMS},
    "dead_letter_queue_urls": {"consumer": "url"},
    "offers_queue_urls": {"consumer": "url"},
    "log_group_names": dict.fromkeys(("api_access", "api_execution", "ingest", "recommender", "watch"), "group"),
    "trace_group_names": dict.fromkeys(("all", "error", "slow"), "group"),
}


def names_of_make_env() -> set[str]:
    """Return the variables that `make env` sets for an environment that has all there is."""
    return set(settings(OUTPUTS))


def variables_of(code: str) -> set[str]:
    """Return the variables of shell code that are written in capitals, as those of the environment are."""
    return set(re.findall(r"\$\{?([A-Z][A-Z_]+)\}?", code))
