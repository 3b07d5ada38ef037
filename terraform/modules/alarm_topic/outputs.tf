# Built from the name, so that a plan shows what alarms notify; the topic comes first all the same.
output "arn" {
  description = "ARN of the topic."
  value       = local.arn

  depends_on = [aws_sns_topic.this]
}
