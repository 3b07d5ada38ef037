"""What each permission is for, seen from outside: what happens to a post while the permission is gone.

Each effect drives the smallest piece of work that needs a permission, and asserts what users and operators see of the
denial.
"""

import uuid
from collections.abc import Callable

from tests.support.permissions.pipeline import NOTHING_IN_CATALOGUE, PERSONALIZE_FAILS, SNS_FAILS, Pipeline, now
from tests.support.permissions.workload import counted
from tests.support.soak.storefront import trace_header
from tests.support.target import eventually
from tools.journey import SAMPLE

Effect = Callable[[Pipeline], None]
Permission = tuple[str, str, str]


def _responds_503(pipeline: Pipeline) -> None:
    response = pipeline.target.post(SAMPLE)
    assert (response.status, response.body["status"]) == (503, 503)


def _given_up(pipeline: Pipeline) -> None:
    pipeline.gives_up(pipeline.post)


def _given_up_without_campaign(interest: str) -> Effect:
    def effect(pipeline: Pipeline) -> None:
        with pipeline.target.fault(**PERSONALIZE_FAILS):
            pipeline.gives_up(lambda: pipeline.post(f"permissions-{uuid.uuid4()}", interest=interest))

    return effect


def _lost(pipeline: Pipeline) -> None:
    """The record gets no offer and ends in no bucket; an alarm watches that, and reconcile finds it."""
    before = pipeline.lost()
    with pipeline.target.fault(**SNS_FAILS), pipeline.without_retries():
        event_id = pipeline.post()
        eventually(pipeline.lost, lambda lost: lost > before, "a lost record is counted")
    assert event_id not in pipeline.failures.event_ids()
    lost.append(event_id)


def _waits(pipeline: Pipeline) -> None:
    """The offer leaves once the permission is back: see :func:`afterwards`."""
    waiting.append(pipeline.post())


def _leaves_and_is_said(pipeline: Pipeline) -> None:
    began = now()
    pipeline.offered(pipeline.post(f"permissions-{uuid.uuid4()}"))
    said = "An offer left; that could not be kept."
    eventually(
        lambda: pipeline.log_since("recommender", began),
        lambda lines: any(said in line and "AccessDenied" in line for line in lines),
        "the log says what was not kept",
    )


def _chosen_by(strategy: str) -> Effect:
    def effect(pipeline: Pipeline) -> None:
        assert pipeline.offered(pipeline.post(f"permissions-{uuid.uuid4()}")) == [strategy]

    return effect


def _not_the_last_good(pipeline: Pipeline) -> None:
    customer = f"permissions-{uuid.uuid4()}"
    pipeline.offered(pipeline.post(customer))
    with pipeline.target.fault(**PERSONALIZE_FAILS):
        assert pipeline.offered(pipeline.post(customer)) == ["popular"]


def _not_counted(pipeline: Pipeline) -> None:
    assert len(counted(pipeline)) == 1


def _ended(pipeline: Pipeline, event_id: str) -> None:
    """Wait until the functions have ended that an event went through, with all that they leave behind.

    That is later than its offer, and before the recommender is handed the next record of the same customer.
    """
    pipeline.offered(event_id)
    pipeline.offered(pipeline.post())


def _not_measured(pipeline: Pipeline) -> None:
    before = pipeline.failed_measurements()
    assert not pipeline.measured()
    eventually(pipeline.failed_measurements, lambda failed: failed > before, "the run is counted that failed")


def _no_log(function: str) -> Effect:
    def effect(pipeline: Pipeline) -> None:
        began = now()
        if function == "watch":
            pipeline.measured()
        else:
            _ended(pipeline, pipeline.post())
        lines = pipeline.log_since(function, began)
        assert not lines, lines

    return effect


def _no_log_of_new_processes(function: str) -> Effect:
    """What the processes before wrote of their end is their own."""

    def effect(pipeline: Pipeline) -> None:
        pipeline.restart(function)
        _no_log(function)(pipeline)

    return effect


def _no_segments(function: str, theirs: str, others: str) -> Effect:
    """The trace lacks what the function records; that of the other function is there."""

    def effect(pipeline: Pipeline) -> None:
        response = pipeline.target.post(SAMPLE, **{"X-Amzn-Trace-Id": trace_header(sampled=True)})
        _ended(pipeline, response.body["event_id"])
        trace = eventually(lambda: pipeline.trace_of(response.body["trace_id"]), lambda text: others in text, "a trace")
        assert theirs not in trace, function

    return effect


waiting: list[str] = []
"""Events that wait for a permission."""
lost: list[str] = []
"""Events whose records are nowhere but in the interest table."""

TABLE, CATALOGUE, LISTINGS = "table/CustomerInterest", "table/catalogue", "table/catalogue-listings"
STREAM = f"{TABLE}/stream/*"

EFFECTS: dict[Permission, Effect] = {
    ("ingest", "dynamodb:PutItem", TABLE): _responds_503,
    ("ingest", "logs:CreateLogStream", "log-group:/aws/lambda/ingest:*"): _no_log_of_new_processes("ingest"),
    ("ingest", "logs:PutLogEvents", "log-group:/aws/lambda/ingest:*"): _no_log("ingest"),
    ("ingest", "xray:PutTraceSegments", "*"): _no_segments("ingest", "record preference", "GetRecommendations"),
    ("recommender", "dynamodb:BatchGetItem", CATALOGUE): _given_up,
    ("recommender", "dynamodb:BatchGetItem", "table/customers"): _given_up,
    ("recommender", "dynamodb:BatchGetItem", "table/offers"): _given_up,
    ("recommender", "dynamodb:DescribeStream", STREAM): _waits,
    ("recommender", "dynamodb:GetItem", "table/customers"): _not_the_last_good,
    ("recommender", "dynamodb:GetRecords", STREAM): _waits,
    ("recommender", "dynamodb:GetShardIterator", STREAM): _waits,
    ("recommender", "dynamodb:ListStreams", "*"): _waits,
    ("recommender", "dynamodb:PutItem", "table/customers"): _leaves_and_is_said,
    ("recommender", "dynamodb:PutItem", "table/offers"): _given_up,
    ("recommender", "dynamodb:Query", f"{CATALOGUE}/index/by-category"): _given_up_without_campaign("organic_food"),
    ("recommender", "dynamodb:Query", f"{CATALOGUE}/index/by-popularity"): _given_up_without_campaign(
        NOTHING_IN_CATALOGUE
    ),
    ("recommender", "dynamodb:Query", f"{LISTINGS}/index/by-category"): _given_up_without_campaign("organic_food"),
    ("recommender", "dynamodb:Query", f"{LISTINGS}/index/by-popularity"): _given_up_without_campaign(
        NOTHING_IN_CATALOGUE
    ),
    ("recommender", "dynamodb:UpdateItem", "table/customers"): _not_counted,
    ("recommender", "dynamodb:UpdateItem", "table/offers"): _leaves_and_is_said,
    ("recommender", "logs:CreateLogStream", "log-group:/aws/lambda/recommender:*"): _no_log_of_new_processes(
        "recommender"
    ),
    ("recommender", "logs:PutLogEvents", "log-group:/aws/lambda/recommender:*"): _no_log("recommender"),
    ("recommender", "personalize:GetRecommendations", "campaign/offers"): _chosen_by("popular"),
    ("recommender", "s3:ListBucket", "failures"): _lost,
    ("recommender", "s3:PutObject", "failures/*"): _lost,
    ("recommender", "sns:Publish", "offers"): _given_up,
    ("recommender", "xray:PutTraceSegments", "*"): _no_segments(
        "recommender", "GetRecommendations", "record preference"
    ),
    ("watch", "logs:CreateLogStream", "log-group:/aws/lambda/watch:*"): _no_log_of_new_processes("watch"),
    ("watch", "logs:PutLogEvents", "log-group:/aws/lambda/watch:*"): _no_log("watch"),
    ("watch", "s3:ListBucket", "failures"): _not_measured,
}

UNSEEN: dict[Permission, str] = {
    (role, "xray:PutTelemetryRecords", "*"): "the daemon sends figures of its own once a minute, and nobody misses them"
    for role in ("ingest", "recommender")
}
"""What no user and no operator can see, with the reason: the recorded calls prove it alone."""
