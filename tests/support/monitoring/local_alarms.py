"""What the local environment watches: the deployment that tests/monitoring/scenarios.yaml is of."""

from tests.support.monitoring.resolved import Deployment

PREFIX = "cxe-local"
_FUNCTIONS = ("ingest", "recommender", "watch")
_TABLES = {
    "interests": "CustomerInterest",
    "offers": f"{PREFIX}-offers",
    "catalogue": f"{PREFIX}-catalogue",
    "listings": f"{PREFIX}-catalogue-listings",
    "customers": f"{PREFIX}-customers",
}
_OPERATIONS = {
    "interests": ("PutItem",),
    "offers": ("BatchGetItem", "PutItem", "UpdateItem"),
    "catalogue": ("BatchGetItem", "Query"),
    "listings": ("Query",),
    "customers": ("BatchGetItem", "GetItem", "PutItem", "UpdateItem"),
}
# Only an apply knows the mapping's UUID.
MAPPING = "mapping"

LOCAL = Deployment(
    prefix=PREFIX,
    environment="local",
    resources={
        "api": {"stage": {"ApiName": PREFIX, "Stage": "v1"}},
        "function": {name: {"FunctionName": f"{PREFIX}-{name}"} for name in _FUNCTIONS},
        "mapping": {"interests": {"EventSourceMappingUUID": MAPPING}},
        "table": {name: {"TableName": table} for name, table in _TABLES.items()},
        "table_operation": {
            f"{name}.{operation}": {"TableName": _TABLES[name], "Operation": operation}
            for name, operations in _OPERATIONS.items()
            for operation in operations
        },
        "topic": {"offers": {"TopicName": f"{PREFIX}-offers"}},
        "queue": {"consumer": {"QueueName": f"{PREFIX}-offers-consumer"}},
        "dead_letter_queue": {"consumer": {"QueueName": f"{PREFIX}-offers-consumer-dlq"}},
        "campaign": {"offers": {"CampaignArn": f"arn:aws:personalize:eu-west-1:000000000000:campaign/{PREFIX}-offers"}},
        "log_group": {name: {"LogGroupName": f"/aws/lambda/{PREFIX}-{name}"} for name in _FUNCTIONS},
    },
    settings={
        "ingest_timeout_ms": 10_000,
        "ingest_concurrency": 1000,
        "recommender_timeout_ms": 60_000,
        "recommender_concurrency": 1000,
        "subscriptions": 1,
    },
)
