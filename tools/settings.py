"""What a client or a runbook needs to reach a deployment, as dotenv lines: ``python -m tools.settings --env NAME``.

``make env ENV=prod`` calls it; ``make up`` writes the same for the local stack to ``.local/env``. Every name comes from
Terraform's outputs.
"""

import re
import shlex
import sys
from collections.abc import Mapping
from typing import Any

from tools.command import DONE, parser, run
from tools.deployed import OUTPUTS, NoDeploymentError, add_options, as_text, outputs_of

_EXAMPLES = """  set -a; eval "$(make -s env ENV=prod)"; set +a
"""
_PLAIN = {
    "API_ID": "api_id",
    "API_KEY": "api_key",
    "API_KEY_IDS": "api_key_ids",
    "API_URL": "api_url",
    "AWS_DEFAULT_REGION": "aws_region",
    "AWS_REGION": "aws_region",
    "INGEST_FUNCTION": "ingest_function_name",
    "INGEST_ROLE": "ingest_role_name",
    "OFFERS_QUEUE_URL": "offers_queue_url",
    "OFFERS_TOPIC_ARN": "offers_topic_arn",
    "RECOMMENDER_ROLE": "recommender_role_name",
    "STAGE_NAME": "stage_name",
    "WATCH_FUNCTION": "watch_function_name",
    "WATCH_RULE": "watch_rule_name",
    **{variable: output for variable, output in OUTPUTS.items() if variable != "CONSUMERS"},
}
_BY_KEY = {
    "dead_letter_queue_urls": "DEAD_LETTER_QUEUE_URL_{}",
    "log_group_names": "{}_LOG_GROUP",
    "offers_queue_urls": "OFFERS_QUEUE_URL_{}",
    "trace_group_names": "TRACE_GROUP_{}",
}
# Alarms that have had a variable of their own from the beginning. All others begin with ALARM_PREFIX.
_BY_SYMPTOM = {
    "ingest-InsertError",
    *(f"recommender-{symptom}" for symptom in ("CampaignUnusable", "CatalogueItemUnreadable", "IteratorAge")),
    *(f"recommender-{symptom}" for symptom in ("DestinationDeliveryFailures", "OfferError", "OfferExpired")),
    "recommender-OfferSetAside",
}


def settings(outputs: Mapping[str, Any]) -> dict[str, str]:
    """Return environment variables that name what Terraform's ``outputs`` do; what a deployment lacks is left out.

    Maps become a variable for each entry: ``RECOMMENDER_LOG_GROUP``, ``TRACE_GROUP_ERROR``, ``OFFERS_QUEUE_URL_MY_APP``
    (of the consumer my-app). An alarm is called ``<ALARM_PREFIX>-<its runbook>``. ``API_KEY_IDS`` is JSON. How
    consumers are reached is left out, since an address may be a secret: a command with ``--env`` asks Terraform for it.
    """
    found = {variable: outputs.get(output) for variable, output in _PLAIN.items()}
    for output, form in _BY_KEY.items():
        found |= {form.format(key.upper().replace("-", "_")): value for key, value in outputs.get(output, {}).items()}
    for alarm, name in outputs.get("alarm_names", {}).items():
        found["ALARM_PREFIX"] = name.removesuffix(f"-{alarm}")
        if alarm in _BY_SYMPTOM:
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", alarm.partition("-")[2])
            found[f"{words.upper()}_ALARM"] = name
    return {variable: as_text(value) for variable, value in sorted(found.items()) if value}


def dotenv(values: Mapping[str, str]) -> str:
    """Return ``values`` as lines that a shell can source."""
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())


def main() -> int:
    """Print the settings of an environment on AWS."""
    options = parser("settings", "Print how to reach a deployment on AWS, as dotenv lines.", _EXAMPLES)
    add_options(options, env_required=True)
    arguments = options.parse_args()

    def act() -> int:
        found = settings(outputs_of(arguments.env, arguments.backend))
        if not found:
            raise NoDeploymentError(f"{arguments.env} is not there: `make apply ENV={arguments.env}`.")
        print(dotenv(found), end="")
        return DONE

    return run("settings", act)


if __name__ == "__main__":
    sys.exit(main())
