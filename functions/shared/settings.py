"""The functions' environment, read and checked once when a function starts.

A field is the variable of the same name in capitals; Terraform sets exactly those that ``environment_names()`` lists.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from shared.generated.metric_names import NAMESPACE

_ORIGIN = r"(\*|https?://[a-z0-9.-]+(:[0-9]{1,5})?)"
_TABLE = r"[A-Za-z0-9_.-]{3,255}"
_BUCKET = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"

ENVIRONMENT_NAME = "[a-z][a-z0-9-]{1,15}"
"""What an environment may be called, as terraform/variables_deployment.tf has it."""


class SettingsError(ValueError):
    """An environment variable is missing or wrong. The message names the variable and never its value."""


def _text(pattern: str, rule: str, convert: Callable[[str], object] = str) -> Any:
    return field(metadata={"pattern": re.compile(pattern), "rule": rule, "convert": convert})


def _whole_number(maximum: int, minimum: int = 1) -> Any:
    def convert(digits: str) -> int:
        number = int(digits)
        if not minimum <= number <= maximum:
            raise ValueError
        return number

    return _text("[0-9]{1,9}", f"a whole number from {minimum} to {maximum}", convert)


def _share() -> Any:
    return _text(r"0(\.[0-9]{1,9})?|1(\.0{1,9})?", "a share from 0 to 1, such as 0.01", float)


@dataclass(frozen=True, kw_only=True)
class CommonSettings:
    """What every function needs."""

    environment: str = _text(ENVIRONMENT_NAME, "a short lower-case name such as dev")
    powertools_log_level: str = _text("DEBUG|INFO|WARNING|ERROR|CRITICAL", "a log level such as INFO")
    powertools_logger_sample_rate: float = _share()
    powertools_metrics_namespace: str = _text(re.escape(NAMESPACE), f"{NAMESPACE}, as monitoring/metrics.yaml says")
    powertools_service_name: str = _text("ingest|recommender|watch", "the function's own name")

    @classmethod
    def environment_names(cls) -> tuple[str, ...]:
        """Return the names of the environment variables, sorted."""
        return tuple(sorted(setting.name.upper() for setting in fields(cls)))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Return the checked settings. Raises :class:`SettingsError` for the first variable that is wrong."""
        values: dict[str, object] = {}
        for setting in fields(cls):
            name, rule = setting.name.upper(), setting.metadata
            value = environment.get(name)
            try:
                if value is None or not rule["pattern"].fullmatch(value):
                    raise ValueError
                values[setting.name] = rule["convert"](value)
            except ValueError:
                raise SettingsError(f"Set the environment variable {name}: it must be {rule['rule']}.") from None
        return cls(**values)  # type: ignore[arg-type] # each one was converted by its own rule


@dataclass(frozen=True, kw_only=True)
class RequestSettings(CommonSettings):
    """What every function needs that customers' requests go through."""

    pseudonym_key: str = _text("|[ -~]{32,256}", "a secret of 32 to 256 ASCII characters, or empty")
    tracing_enabled: bool = _text("true|false", "true or false", lambda text: text == "true")


def _origins(value: str) -> frozenset[str]:
    return frozenset(value.split(","))


@dataclass(frozen=True, kw_only=True)
class IngestSettings(RequestSettings):
    """The environment of ``ingest``."""

    cors_allowed_origins: frozenset[str] = _text(
        f"{_ORIGIN}(,{_ORIGIN})*", "* or origins such as https://shop.example.com, separated by commas", _origins
    )
    interest_table: str = _text(_TABLE, "the name of a DynamoDB table")
    interest_ttl_days: int = _whole_number(3650)


@dataclass(frozen=True, kw_only=True)
class RecommenderSettings(RequestSettings):
    """The environment of ``recommender``. An empty campaign ARN means that the catalogue chooses the offers."""

    catalogue_table: str = _text(_TABLE, "the name of a DynamoDB table")
    customers_table: str = _text(_TABLE, "the name of a DynamoDB table")
    failure_bucket: str = _text(_BUCKET, "the name of an S3 bucket")
    last_good_max_age_hours: int = _whole_number(720)
    offers_per_customer_per_day: int = _whole_number(1000, minimum=0)
    offers_per_event: int = _whole_number(25)
    offers_table: str = _text(_TABLE, "the name of a DynamoDB table")
    offers_topic_arn: str = _text(
        r"arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_.-]+", "the ARN of an Amazon SNS topic"
    )
    offer_validity_hours: int = _whole_number(8760)
    personalize_campaign_arn: str = _text(
        r"|arn:aws[a-z-]*:personalize:[a-z0-9-]+:[0-9]{12}:campaign/[A-Za-z0-9_.-]+",
        "the ARN of an Amazon Personalize campaign, or empty",
    )
    personalize_region: str = _text("[a-z]{2}(-[a-z]+)+-[0-9]", "the name of an AWS Region")


@dataclass(frozen=True, kw_only=True)
class WatchSettings(CommonSettings):
    """The environment of ``watch``."""

    failure_bucket: str = _text(_BUCKET, "the name of an S3 bucket")
