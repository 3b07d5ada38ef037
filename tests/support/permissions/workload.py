"""Everything that the pipeline does with permissions, once, in a few seconds."""

import json
import uuid

from shared.customers.records import DO_NOT_CONTACT
from tests.support.denials import expect_denials
from tests.support.fakes.events import interest_event, stream_record
from tests.support.permissions.pipeline import NOTHING_IN_CATALOGUE, PERSONALIZE_FAILS, SNS_FAILS, Pipeline
from tests.support.target import eventually


def go_every_way(pipeline: Pipeline) -> None:
    """Make offers by every strategy, alone and in a batch, withhold, count, fail, and deliver to both queues."""
    known = f"permissions-{uuid.uuid4()}"
    assert pipeline.offered(pipeline.post(known)) == ["personalize"]
    _several_at_once(pipeline)
    with pipeline.target.fault(**PERSONALIZE_FAILS):
        assert pipeline.offered(pipeline.post(known)) == ["last-good"]
        assert pipeline.offered(pipeline.post(f"{known}-2")) == ["popular"]
        assert pipeline.offered(pipeline.post(known, interest=NOTHING_IN_CATALOGUE)) == ["catalogue"]
    _withheld(pipeline)
    assert counted(pipeline) == []
    pipeline.gives_up(pipeline.poisoner.write)
    with pipeline.target.fault(**SNS_FAILS):
        pipeline.gives_up(pipeline.post)
    _to_the_dead_letter_queue(pipeline)
    _by_the_clock(pipeline)


def _several_at_once(pipeline: Pipeline) -> None:
    """Have untraced offers published in one request."""
    with pipeline.mapping.paused():
        posted = [pipeline.post(f"permissions-{number}", traced=False) for number in range(3)]
    pipeline.offered(*posted)


def _withheld(pipeline: Pipeline) -> None:
    table, dynamodb = pipeline.target.environment["CUSTOMERS_TABLE"], pipeline.target.client("dynamodb")
    customer = {"customer_id": {"S": "permissions-silent"}, "record": {"S": DO_NOT_CONTACT}}
    dynamodb.put_item(TableName=table, Item=customer)
    pipeline.withheld(pipeline.post("permissions-silent"))
    dynamodb.delete_item(TableName=table, Key=customer)


def counted(pipeline: Pipeline) -> list[dict[str, str]]:
    """Have an offer counted against its customer's day, which no other test does; return what of it failed."""
    event = interest_event(event_id=str(uuid.uuid4()), customer_id="permissions-counted")
    response = pipeline.invoke([stream_record(event, "1")], OFFERS_PER_CUSTOMER_PER_DAY="5")
    failures: list[dict[str, str]] = response["batchItemFailures"]
    return failures


def _to_the_dead_letter_queue(pipeline: Pipeline) -> None:
    """Have the consumer's queue refuse an offer."""
    sqs, url = pipeline.target.client("sqs"), pipeline.target.environment["OFFERS_QUEUE_URL"]
    names = ["Policy", "RedrivePolicy"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    policy = json.loads(attributes["Policy"])
    refusing = [statement for statement in policy["Statement"] if statement["Effect"] == "Deny"]
    dead_letters = json.loads(attributes["RedrivePolicy"])["deadLetterTargetArn"].rpartition(":")[2]
    expect_denials("sns.amazonaws.com", "sqs:SendMessage")
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({**policy, "Statement": refusing})})
    try:
        event_id = pipeline.post()
        dead = sqs.get_queue_url(QueueName=dead_letters)["QueueUrl"]
        (message,) = sqs.receive_message(QueueUrl=dead, WaitTimeSeconds=20)["Messages"]
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": attributes["Policy"]})
    sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
    assert json.loads(message["Body"])["id"] == event_id


def _by_the_clock(pipeline: Pipeline) -> None:
    """Wait for what EventBridge does by itself a minute after the apply, which is long over in a run of all tests."""
    assert pipeline.measured()
    eventually(
        lambda: [each for each in pipeline.decisions() if each.principal == "events.amazonaws.com" and each.allowed],
        bool,
        "the rule starts the watch",
    )
