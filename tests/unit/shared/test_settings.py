"""The functions' environment."""

import pytest

from shared.settings import CommonSettings, IngestSettings, RecommenderSettings, SettingsError, WatchSettings

COMMON = {
    "ENVIRONMENT": "dev",
    "POWERTOOLS_LOG_LEVEL": "INFO",
    "POWERTOOLS_LOGGER_SAMPLE_RATE": "0.01",
    "POWERTOOLS_METRICS_NAMESPACE": "CustomerExperience",
}
OF_REQUESTS = {
    **COMMON,
    "PSEUDONYM_KEY": "a key of more than 32 characters, for tests",
    "TRACING_ENABLED": "true",
}
INGEST = {
    **OF_REQUESTS,
    "POWERTOOLS_SERVICE_NAME": "ingest",
    "CORS_ALLOWED_ORIGINS": "https://a.example,http://127.0.0.1:8080",
    "INTEREST_TABLE": "CustomerInterest",
    "INTEREST_TTL_DAYS": "30",
}
RECOMMENDER = {
    **OF_REQUESTS,
    "POWERTOOLS_SERVICE_NAME": "recommender",
    "CATALOGUE_TABLE": "cxe-dev-catalogue",
    "CUSTOMERS_TABLE": "cxe-dev-customers",
    "FAILURE_BUCKET": "cxe-dev-123456789012-failures",
    "LAST_GOOD_MAX_AGE_HOURS": "24",
    "OFFERS_PER_CUSTOMER_PER_DAY": "0",
    "OFFERS_PER_EVENT": "5",
    "OFFERS_TABLE": "cxe-dev-offers",
    "OFFERS_TOPIC_ARN": "arn:aws:sns:eu-west-1:000000000000:cxe-dev-offers",
    "OFFER_VALIDITY_HOURS": "24",
    "PERSONALIZE_CAMPAIGN_ARN": "arn:aws:personalize:eu-west-1:000000000000:campaign/cxe",
    "PERSONALIZE_REGION": "eu-west-1",
}
WATCH = {**COMMON, "POWERTOOLS_SERVICE_NAME": "watch", "FAILURE_BUCKET": "cxe-dev-123456789012-failures"}


def test_ingest_reads_its_environment() -> None:
    settings = IngestSettings.from_environment(INGEST)
    assert settings.interest_table == "CustomerInterest"
    assert settings.interest_ttl_days == 30
    assert settings.cors_allowed_origins == {"https://a.example", "http://127.0.0.1:8080"}


def test_recommender_reads_its_environment() -> None:
    settings = RecommenderSettings.from_environment(RECOMMENDER)
    assert settings.offers_per_event == 5
    assert settings.offer_validity_hours == 24
    assert settings.offers_per_customer_per_day == 0


def test_the_watch_reads_its_environment() -> None:
    assert WatchSettings.from_environment(WATCH).failure_bucket == "cxe-dev-123456789012-failures"


@pytest.mark.parametrize(("value", "enabled"), [("true", True), ("false", False)])
def test_tracing_is_a_choice(value: str, enabled: bool) -> None:
    assert IngestSettings.from_environment({**INGEST, "TRACING_ENABLED": value}).tracing_enabled is enabled


@pytest.mark.parametrize(("value", "share"), [("0", 0.0), ("1", 1.0), ("1.0", 1.0), ("0.005", 0.005)])
def test_a_share_of_invocations_may_be_logged_in_full(value: str, share: float) -> None:
    environment = {**INGEST, "POWERTOOLS_LOGGER_SAMPLE_RATE": value}
    assert IngestSettings.from_environment(environment).powertools_logger_sample_rate == share


def test_no_campaign_is_a_choice() -> None:
    settings = RecommenderSettings.from_environment({**RECOMMENDER, "PERSONALIZE_CAMPAIGN_ARN": ""})
    assert not settings.personalize_campaign_arn


def test_any_origin_is_a_choice() -> None:
    assert IngestSettings.from_environment({**INGEST, "CORS_ALLOWED_ORIGINS": "*"}).cors_allowed_origins == {"*"}


@pytest.mark.parametrize(
    ("settings", "environment"), [(IngestSettings, INGEST), (RecommenderSettings, RECOMMENDER), (WatchSettings, WATCH)]
)
def test_the_names_are_those_of_the_environment(settings: type[CommonSettings], environment: dict[str, str]) -> None:
    assert settings.environment_names() == tuple(sorted(environment))


WRONG = {
    "ENVIRONMENT": ["", "Dev", "dev env", "d" * 17],
    "POWERTOOLS_LOG_LEVEL": ["", "info", "TRACE"],
    "POWERTOOLS_LOGGER_SAMPLE_RATE": ["", "1.1", "-0.1", "2", "1%", ".5", "1e-2"],
    "POWERTOOLS_METRICS_NAMESPACE": ["", "Other"],
    "POWERTOOLS_SERVICE_NAME": ["", "other"],
    "CORS_ALLOWED_ORIGINS": ["", "a.example", "https://a.example/", "https://a.example,", "https://a.example, *"],
    "INTEREST_TABLE": ["", "no", "a b c"],
    "INTEREST_TTL_DAYS": ["", "0", "-1", "1.5", "3651", "30 ", "٣", "9" * 5000],
    "CATALOGUE_TABLE": ["", "a/b/c"],
    "CUSTOMERS_TABLE": [""],
    "FAILURE_BUCKET": ["", "Failures", "a/b/c", "b" * 64],
    "LAST_GOOD_MAX_AGE_HOURS": ["0", "721"],
    "OFFERS_PER_CUSTOMER_PER_DAY": ["", "-1", "1001"],
    "PSEUDONYM_KEY": ["short", "x" * 257, "ü" * 32],
    "TRACING_ENABLED": ["", "yes", "True"],
    "OFFERS_PER_EVENT": ["0", "26", "five"],
    "OFFERS_TABLE": [""],
    "OFFERS_TOPIC_ARN": ["", "cxe-dev-offers", "arn:aws:sqs:eu-west-1:000000000000:q"],
    "OFFER_VALIDITY_HOURS": ["0", "8761"],
    "PERSONALIZE_CAMPAIGN_ARN": ["campaign", "arn:aws:personalize:eu-west-1:1:campaign/x"],
    "PERSONALIZE_REGION": ["", "ireland", "eu-west-1\n"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_named_by_its_variable(name: str, value: str) -> None:
    settings, environment = (IngestSettings, INGEST) if name in INGEST else (RecommenderSettings, RECOMMENDER)
    with pytest.raises(SettingsError, match=name):
        settings.from_environment({**environment, name: value})


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_wrong_value_is_not_shown(name: str) -> None:
    settings, environment = (IngestSettings, INGEST) if name in INGEST else (RecommenderSettings, RECOMMENDER)
    with pytest.raises(SettingsError) as error:
        settings.from_environment({**environment, name: "canary?"})
    assert "canary" not in str(error.value)
    assert error.value.__suppress_context__


@pytest.mark.parametrize("name", sorted({**INGEST, **RECOMMENDER}))
def test_a_missing_variable_is_named(name: str) -> None:
    settings, environment = (IngestSettings, INGEST) if name in INGEST else (RecommenderSettings, RECOMMENDER)
    with pytest.raises(SettingsError, match=name):
        settings.from_environment({key: value for key, value in environment.items() if key != name})


def test_whoever_set_a_wrong_value_learns_which_would_be_right() -> None:
    with pytest.raises(SettingsError) as error:
        IngestSettings.from_environment({**INGEST, "INTEREST_TTL_DAYS": "0"})
    assert str(error.value) == (
        "Set the environment variable INTEREST_TTL_DAYS: it must be a whole number from 1 to 3650."
    )


def test_whoever_set_a_wrong_share_learns_which_would_be_right() -> None:
    with pytest.raises(SettingsError) as error:
        IngestSettings.from_environment({**INGEST, "POWERTOOLS_LOGGER_SAMPLE_RATE": "1.5"})
    assert str(error.value).endswith("it must be a share from 0 to 1, such as 0.01.")


@pytest.mark.parametrize("days", [1, 3650])
def test_the_smallest_and_the_largest_number_are_taken(days: int) -> None:
    assert IngestSettings.from_environment({**INGEST, "INTEREST_TTL_DAYS": str(days)}).interest_ttl_days == days
