# The topic that alarms notify. Alarms of this account may publish, and nobody else.

locals {
  arn = "arn:aws:sns:${var.aws_region}:${var.aws_account_id}:${var.name}"

  # CloudWatch says for which alarm it calls. Source: "Amazon SNS notification actions", Amazon CloudWatch User Guide.
  alarms = "arn:aws:cloudwatch:${var.aws_region}:${var.aws_account_id}:alarm:*"
  of_alarms = {
    ArnLike      = { "aws:SourceArn" = local.alarms }
    StringEquals = { "aws:SourceAccount" = var.aws_account_id }
  }
}

# CloudWatch publishes to no topic whose key refuses it, and the policy of SNS's own key cannot be changed. Source:
# "Enable compatibility between event sources from AWS services and encrypted topics", Amazon SNS Developer Guide.
resource "aws_kms_key" "this" {
  description             = "Messages of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 7

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountAdministers"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${var.aws_account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "AlarmsEncrypt"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = local.of_alarms
      },
    ]
  })
}

resource "aws_sns_topic" "this" {
  name              = var.name
  kms_master_key_id = aws_kms_key.this.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AllowAlarms"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = local.arn
        Condition = local.of_alarms
      },
      # Whoever else publishes comes for no alarm. A role's own policy cannot allow it.
      {
        Sid       = "DenyOtherPublishers"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sns:Publish"
        Resource  = local.arn
        Condition = { ArnNotLike = { "aws:SourceArn" = local.alarms } }
      },
    ]
  })
}

# Whoever gets an e-mail or runs an HTTPS endpoint has to confirm first. An address may be somebody's, so that no plan
# shows it.
resource "aws_sns_topic_subscription" "this" {
  for_each = { for name, each in var.subscriptions : name => each if each.protocol != "slack" }

  topic_arn = aws_sns_topic.this.arn
  protocol  = each.value.protocol
  endpoint  = sensitive(each.value.endpoint)
}
