# A clock that starts a function, again and again.

locals {
  rule_arn  = "arn:aws:events:${var.aws_region}:${var.aws_account_id}:rule/${var.name}"
  alias_arn = "arn:aws:lambda:${var.aws_region}:${var.aws_account_id}:function:${var.function_name}:${var.function_alias_name}"
}

resource "aws_cloudwatch_event_rule" "this" {
  name                = var.name
  description         = var.description
  schedule_expression = var.every_minutes == 1 ? "rate(1 minute)" : "rate(${var.every_minutes} minutes)"
}

# EventBridge invokes asynchronously, so Lambda tries a run that fails twice more, within three minutes. Source: AWS
# Lambda Developer Guide, "Configuring error handling settings for asynchronous invocations".
resource "aws_cloudwatch_event_target" "this" {
  rule = aws_cloudwatch_event_rule.this.name
  arn  = local.alias_arn

  # Without it the first runs would be refused.
  depends_on = [aws_lambda_permission.rule]
}

resource "aws_lambda_permission" "rule" {
  statement_id  = var.name
  action        = "lambda:InvokeFunction"
  function_name = var.function_name
  qualifier     = var.function_alias_name
  principal     = "events.amazonaws.com"
  source_arn    = local.rule_arn
}
