"""Which permissions calls of botocore's clients need: the action, and the resource as the call names it."""

from collections.abc import Iterator, Mapping
from typing import Any

Permission = tuple[str, str]

# Operations whose permission has another name: AWS Service Authorization Reference, Amazon S3 and AWS Lambda; Amazon
# SNS Developer Guide, "Amazon SNS API permissions"; Amazon SQS Developer Guide, "Amazon SQS API permissions".
_CHECKED_AS = {
    "lambda:Invoke": "lambda:InvokeFunction",
    "s3:ListObjectsV2": "s3:ListBucket",
    "sns:PublishBatch": "sns:Publish",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
}
_NAMED_BY = ("Bucket", "QueueName", "QueueUrl", "TableName", "TopicArn", "campaignArn")


def permissions(params: Mapping[str, Any], model: Any) -> Iterator[Permission]:
    """Yield what the call of an operation (botocore's ``model``) needs: one permission for each resource."""
    operation = f"{model.service_model.signing_name}:{model.name}"
    names = [params[each] for each in _NAMED_BY if each in params] or params["RequestItems"]
    index = f"/index/{params['IndexName']}" if "IndexName" in params else ""
    for name in names:
        named = name.rpartition("/")[2] if "://" in name else name  # a queue's URL ends with its name
        yield _CHECKED_AS.get(operation, operation), f"{named}{index}"
