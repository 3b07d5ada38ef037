output "dead_letter_queue_url" {
  description = "URL of the queue of messages that could not be delivered or processed."
  value       = aws_sqs_queue.dlq.url
}

output "queue_arn" {
  description = "ARN of the consumer's queue, or null where the endpoint is the consumer's own."
  value       = one(aws_sqs_queue.this[*].arn)
}

output "queue_url" {
  description = "URL of the consumer's queue, or null where the endpoint is the consumer's own."
  value       = one(aws_sqs_queue.this[*].url)
}

output "subscription_arn" {
  description = "ARN of the subscription."
  value       = aws_sns_topic_subscription.this.arn
}
