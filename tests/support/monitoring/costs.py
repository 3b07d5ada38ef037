"""What monitoring costs, by monitoring/prices.yaml: ``python -m tests.support.monitoring.costs`` writes it.

The tables are in docs/monitoring.md. What there is of each thing comes from the data, for the environments as their
values files have them, with one consumer.
"""

import dataclasses
import re
import sys
from collections.abc import Mapping
from typing import Any

import yaml

from tests.support.monitoring import resolved
from tests.support.monitoring.files import ALARMS, METRICS, MONITORING
from tests.support.monitoring.local_alarms import LOCAL
from tools.markdown_tables import filled, table
from tools.paths import ROOT

DOCUMENT = ROOT / "docs" / "monitoring.md"
SLOS: dict[str, Any] = yaml.safe_load((MONITORING / "slos.yaml").read_text())
PRICES: dict[str, dict[str, float]] = yaml.safe_load((MONITORING / "prices.yaml").read_text())["prices"]

LOG_BYTES = {"api_access": 380, "ingest": 1060, "recommender": 1470}
"""Bytes that an event leaves in each log group when it comes alone, as measured by tests/e2e/test_log_volume.py."""
LINE_OVERHEAD = 26  # bytes that CloudWatch Logs adds to each line: https://aws.amazon.com/cloudwatch/pricing/
_MILLION, _GIGABYTE = 1_000_000, 10**9


@dataclasses.dataclass(frozen=True)
class Environment:
    """How much there is of what costs by the month."""

    alarms: int
    alarm_metrics: int
    composite_alarms: int
    dashboards: int
    custom_metrics: int

    def dollars(self) -> dict[str, float]:
        """Return what each costs a month."""
        return {
            "alarms": self.alarm_metrics * price("alarm_metric"),
            "composite_alarms": self.composite_alarms * price("composite_alarm"),
            "dashboards": self.dashboards * price("dashboard"),
            "custom_metrics": self.custom_metrics * price("custom_metric"),
        }


def price(name: str) -> float:
    """Return what one unit costs, in dollars."""
    return PRICES[name]["dollars"] / PRICES[name]["per"]


def environment(name: str) -> Environment:
    """Return what ``terraform/environments`` has for an environment."""
    values = (ROOT / "terraform" / "environments" / f"{name}.tfvars").read_text()
    essential = re.search(r'^alarm_set\s*=\s*"essential"', values, re.MULTILINE) is not None
    campaign = LOCAL.resources["campaign"] if re.search(r"^personalize_campaign_arn", values, re.MULTILINE) else {}
    files: Mapping[str, Any] = {
        **{alarm: rule for alarm, rule in ALARMS.items() if not essential or rule.get("essential")},
        **({} if essential else resolved.burn_rate_files(SLOS)),
    }
    deployment = dataclasses.replace(LOCAL, resources={**LOCAL.resources, "campaign": campaign})
    made = resolved.alarms(files, METRICS, deployment)
    watched = [query for alarm in made.values() for query in alarm.get("Metrics", [alarm]) if "Expression" not in query]
    return Environment(
        alarms=len(made),
        alarm_metrics=len(watched),
        composite_alarms=0 if essential else len(SLOS["objectives"]) * len(SLOS["burn_rates"]),
        dashboards=len(list((MONITORING / "dashboards").glob("*.yaml"))),
        custom_metrics=len(METRICS["metrics"]) + len(METRICS["logs"]),
    )


def tables() -> dict[str, str]:
    """Return the tables of the document by their names in it."""
    names = ("dev", "prod")
    made = {name: environment(name) for name in names}
    rows = [
        (
            title,
            *(f"{count(made[name])}: ${made[name].dollars()[kind]:.2f}" for name in names),
        )
        for title, kind, count in (
            ("alarms on metrics", "alarms", lambda each: f"{each.alarms}, of {each.alarm_metrics} metrics"),
            ("alarms on other alarms", "composite_alarms", lambda each: each.composite_alarms),
            ("dashboards", "dashboards", lambda each: each.dashboards),
            ("metrics of ours", "custom_metrics", lambda each: each.custom_metrics),
        )
    ]
    totals = [f"**${sum(made[name].dollars().values()):.2f}**" for name in names]
    million = [(group, bytes_ * _MILLION / _GIGABYTE) for group, bytes_ in LOG_BYTES.items()]
    every = sum(gigabytes for _, gigabytes in million)
    kept = price("log_gigabyte_kept")
    taken = price("log_gigabyte_taken_in")
    return {
        "months": table(("a month", "dev", "prod"), [*rows, ("together", *totals)]),
        "logs": table(
            ("log group", "bytes an event", "GB a million events", "to take in", "a month to keep, at most"),
            [
                *(
                    (f"`{group}`", str(LOG_BYTES[group]), f"{size:.2f}", f"${size * taken:.2f}", f"${size * kept:.2f}")
                    for group, size in million
                ),
                (
                    "together",
                    str(sum(LOG_BYTES.values())),
                    f"{every:.2f}",
                    f"${every * taken:.2f}",
                    f"${every * kept:.2f}",
                ),
            ],
        ),
    }


def main() -> int:
    """Write the tables into the document."""
    DOCUMENT.write_text(filled(DOCUMENT.read_text(), tables()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
