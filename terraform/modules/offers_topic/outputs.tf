# Built from the name, so that a plan shows the policies of the consumers' queues in full; the topic comes first all
# the same.
output "arn" {
  description = "ARN of the topic."
  value       = local.arn

  depends_on = [aws_sns_topic.this]
}
