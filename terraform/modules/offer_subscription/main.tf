# One consumer of offers. With protocol sqs and no endpoint the module also makes the consumer's queue.
# The dead-letter queue takes what SNS cannot deliver and what the consumer keeps failing on.

locals {
  owns_queue = var.protocol == "sqs" && var.endpoint == null
  queue_arn  = "arn:aws:sqs:${var.aws_region}:${var.aws_account_id}:${var.name}"
  dlq_arn    = "${local.queue_arn}-dlq"

  # The topic may be another account's.
  topic_account_id = split(":", var.topic_arn)[4]

  # Only these protocols can take the message without the SNS envelope.
  raw_protocols = ["https", "sqs"]

  # An address may be a secret: whoever knows it can post to a raw consumer what looks like an offer. ARNs are shown; a
  # condition would hide them too, since it is sensitive where one of its results is.
  endpoint = { https = sensitive(var.endpoint), lambda = var.endpoint, sqs = var.endpoint }[var.protocol]

  # Of a function's ARN, what is behind its name. A permission has it apart, or it is replaced at every plan.
  function = try(regex("^(?P<arn>.+:function:[^:]+):?(?P<qualifier>.*)$", var.endpoint), { arn = null, qualifier = "" })

  # SNS sends text/plain unless it is told otherwise, and takes no type for CloudEvents. The retries are its own: where a
  # policy is given, they have to be in it (Amazon SNS Developer Guide, "Amazon SNS message delivery retries").
  https_delivery_policy = {
    healthyRetryPolicy = {
      minDelayTarget     = 20
      maxDelayTarget     = 20
      numRetries         = 3
      numMaxDelayRetries = 0
      numNoDelayRetries  = 0
      numMinDelayRetries = 0
      backoffFunction    = "linear"
    }
    requestPolicy = { headerContentType = "application/json" }
  }

  send_statement = {
    Sid       = "AllowTopic"
    Effect    = "Allow"
    Principal = { Service = "sns.amazonaws.com" }
    Action    = "sqs:SendMessage"
    Condition = {
      ArnEquals    = { "aws:SourceArn" = var.topic_arn }
      StringEquals = { "aws:SourceAccount" = local.topic_account_id }
    }
  }
  tls_statement = {
    Sid       = "DenyPlainHttp"
    Effect    = "Deny"
    Principal = "*"
    Action    = "sqs:*"
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  }
}

# Policies are inline: the provider waits about 25 s for every queue resource, a policy resource included.
resource "aws_sqs_queue" "dlq" {
  name                      = "${var.name}-dlq"
  message_retention_seconds = var.dead_letter_queue.retention_seconds
  sqs_managed_sse_enabled   = true

  redrive_allow_policy = local.owns_queue ? jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [local.queue_arn]
  }) : jsonencode({ redrivePermission = "denyAll" })

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      merge(local.send_statement, { Resource = local.dlq_arn }),
      merge(local.tls_statement, { Resource = local.dlq_arn }),
    ]
  })
}

resource "aws_sqs_queue" "this" {
  count = local.owns_queue ? 1 : 0

  name                       = var.name
  visibility_timeout_seconds = var.visibility_timeout_seconds
  sqs_managed_sse_enabled    = true

  # SQS refuses a redrive policy whose dead-letter queue does not exist yet: this one has to wait.
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dlq.arn
    maxReceiveCount     = var.dead_letter_queue.maximum_receives
  })
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      merge(local.send_statement, { Resource = local.queue_arn }),
      merge(local.tls_statement, { Resource = local.queue_arn }),
    ]
  })
}

resource "aws_sns_topic_subscription" "this" {
  topic_arn            = var.topic_arn
  protocol             = var.protocol
  endpoint             = local.owns_queue ? aws_sqs_queue.this[0].arn : local.endpoint
  delivery_policy      = var.protocol == "https" ? jsonencode(local.https_delivery_policy) : null
  filter_policy        = local.filter_policy
  filter_policy_scope  = local.filter_policy == null ? null : var.filter_scope
  raw_message_delivery = var.raw_message_delivery && contains(local.raw_protocols, var.protocol)
  redrive_policy       = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dlq.arn })
}

resource "aws_lambda_permission" "topic" {
  count = var.protocol == "lambda" ? 1 : 0

  statement_id   = var.name
  action         = "lambda:InvokeFunction"
  function_name  = local.function.arn
  qualifier      = local.function.qualifier == "" ? null : local.function.qualifier
  principal      = "sns.amazonaws.com"
  source_arn     = var.topic_arn
  source_account = local.topic_account_id
}
