"""Gap: without IAM enforcement (``AUTH=true``) a queue takes messages from every service, whatever its policy says.

AWS lets SNS and S3 send only where the queue's policy allows it, for the account's own topics and buckets as well. A
policy that is missing or names another topic is a common mistake that shows on AWS only.

Source: Amazon SNS developer guide, "Subscribing an Amazon SQS queue to an Amazon SNS topic" (permissions).

Needed by: module.offer_subscription.aws_sqs_queue.this, module.offer_subscription.aws_sqs_queue.dlq.
"""

from ministack.services import sqs

from local.iam import authorization


def apply() -> None:
    """Ask the queue's policy before a service delivers."""
    sqs.queue_policy_allows = allows


def allows(queue_arn: str, service: str, source_arn: str, source_account: str) -> bool:
    """Return whether the queue's policy lets ``service`` send on behalf of ``source_arn``."""
    queue = sqs._queue_by_arn(queue_arn)
    policy = (queue or {}).get("attributes", {}).get("Policy")
    context = {"aws:SourceArn": source_arn, "aws:SourceAccount": source_account}
    return authorization.service_may(service, "sqs:SendMessage", queue_arn, policy, context)
