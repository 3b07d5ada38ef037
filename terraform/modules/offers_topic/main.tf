# The topic every offer is published to. Only the recommender may publish, and only over TLS.

locals {
  arn = "arn:aws:sns:${var.aws_region}:${var.aws_account_id}:${var.name}"
}

resource "aws_sns_topic" "this" {
  name              = var.name
  kms_master_key_id = "alias/aws/sns"
  tracing_config    = var.tracing_enabled ? "Active" : "PassThrough"

  # It is the publisher's role that allows it to publish: the topic only refuses, and names it in a condition, since SNS
  # refuses a principal that does not exist yet.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
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
    ]
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
