"""The environment of a measured process: what Lambda and Terraform give a function, and where the stub is."""

import os
from pathlib import Path

from tests.support.performance.payloads import CAMPAIGN, REGION, TOPIC, TRACE

_SETTINGS = {
    "ENVIRONMENT": "bench",
    "POWERTOOLS_LOG_LEVEL": "INFO",
    "POWERTOOLS_LOGGER_SAMPLE_RATE": "0",
    "POWERTOOLS_METRICS_NAMESPACE": "CustomerExperience",
    "PSEUDONYM_KEY": "0123456789abcdef0123456789abcdef",
    "TRACING_ENABLED": "true",
}
_OF_FUNCTION = {
    "ingest": {"CORS_ALLOWED_ORIGINS": "*", "INTEREST_TABLE": "interests", "INTEREST_TTL_DAYS": "30"},
    "recommender": {
        "CATALOGUE_TABLE": "catalogue",
        "CUSTOMERS_TABLE": "customers",
        "FAILURE_BUCKET": "failures",
        "LAST_GOOD_MAX_AGE_HOURS": "24",
        "OFFERS_PER_CUSTOMER_PER_DAY": "20",
        "OFFERS_PER_EVENT": "5",
        "OFFERS_TABLE": "offers",
        "OFFERS_TOPIC_ARN": TOPIC,
        "OFFER_VALIDITY_HOURS": "24",
        "PERSONALIZE_CAMPAIGN_ARN": CAMPAIGN,
        "PERSONALIZE_REGION": REGION,
    },
}


def environment(function: str, folder: Path, endpoint: str, daemon: str, *, sampled: bool) -> dict[str, str]:
    """Return the variables of a process that runs ``function`` from ``folder``, its package."""
    return {
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AWS_SESSION_TOKEN": "IQoJb3JpZ2luX2VjE" * 40,  # as long as Lambda's are
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_EXECUTION_ENV": "AWS_Lambda_python",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_FUNCTION_NAME": f"cxe-bench-{function}",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "AWS_XRAY_DAEMON_ADDRESS": daemon,
        "HOME": str(folder.parent / "no-home"),
        "LAMBDA_TASK_ROOT": str(folder),
        "LANG": "en_US.UTF-8",
        "PATH": os.environ["PATH"],
        "POWERTOOLS_SERVICE_NAME": function,
        "PYTHONHASHSEED": "0",  # one order of sets in all of them
        "PYTHONPATH": str(folder),
        "TZ": ":UTC",
        "_X_AMZN_TRACE_ID": f"{TRACE}{int(sampled)}",
        **_SETTINGS,
        **_OF_FUNCTION[function],
    }
