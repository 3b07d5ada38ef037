# The topic every offer is published to. Only the recommender may publish, and only over TLS.

locals {
  arn = "arn:aws:sns:${var.aws_region}:${var.aws_account_id}:${var.name}"

  # Another account may subscribe its own queues and functions, and nothing else: no address outside AWS. SNS decrypts
  # what it delivers, so the topic's key, which nobody else may use, is in nobody's way.
  subscriber_statements = [for id in var.consumer_account_ids : {
    Sid       = "AllowSubscriptionsOf${id}"
    Effect    = "Allow"
    Principal = { AWS = "arn:aws:iam::${id}:root" }
    Action    = "sns:Subscribe"
    Resource  = local.arn
    Condition = { StringLike = { "sns:Endpoint" = ["arn:aws:lambda:*:${id}:function:*", "arn:aws:sqs:*:${id}:*"] } }
  }]
}

resource "aws_sns_topic" "this" {
  name              = var.name
  kms_master_key_id = "alias/aws/sns"
  tracing_config    = var.tracing_enabled ? "Active" : "PassThrough"

  # It is the publisher's role that allows it to publish: the topic only refuses, and names it in a condition, since SNS
  # refuses a principal that does not exist yet.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.subscriber_statements, [
      {
        Sid       = "DenyOtherPublishers"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sns:Publish"
        Resource  = local.arn
        Condition = { ArnNotEquals = { "aws:PrincipalArn" = var.publisher_role_arn } }
      },
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sns:Publish"
        Resource  = local.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ])
  })
}

# Lets SNS add its own segments to the traces of the messages.
resource "aws_xray_resource_policy" "this" {
  count = var.tracing_enabled ? 1 : 0

  policy_name = var.name

  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "SnsWritesTraces"
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTraceSegments"]
      Resource  = "*"
      Condition = {
        StringEquals = { "aws:SourceAccount" = var.aws_account_id }
        StringLike   = { "aws:SourceArn" = local.arn }
      }
    }]
  })
}
