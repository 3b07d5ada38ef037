# Slack: Amazon Q Developer in chat applications, formerly AWS Chatbot, posts to a channel, with the alarm's graph. The
# workspace has to be authorised once, in its console.

locals {
  channels = { for name, each in var.subscriptions : name => split("/", each.endpoint) if each.protocol == "slack" }
  # What people in a channel may ask for is what both the role and this policy allow.
  guardrail = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"
}

resource "aws_chatbot_slack_channel_configuration" "this" {
  for_each = local.channels

  configuration_name    = "${var.name}-${each.key}"
  slack_team_id         = each.value[0]
  slack_channel_id      = each.value[1]
  sns_topic_arns        = [aws_sns_topic.this.arn]
  iam_role_arn          = aws_iam_role.slack[0].arn
  guardrail_policy_arns = [local.guardrail]
}

resource "aws_iam_role" "slack" {
  count = length(local.channels) > 0 ? 1 : 0

  name = "${var.name}-slack-${var.aws_region}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "chatbot.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "slack" {
  count = length(local.channels) > 0 ? 1 : 0

  name = "graphs"
  role = aws_iam_role.slack[0].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "DrawGraphs"
      Effect   = "Allow"
      Action   = ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:GetMetricWidgetImage"]
      Resource = "*"
    }]
  })
}
