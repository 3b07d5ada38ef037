output "dead_letter_queue_url" {
  description = "URL of the dead-letter queue: messages that could not be delivered or processed."
  value       = aws_sqs_queue.dlq.url
}

output "delivery" {
  description = "How offers reach the consumer, which offers it wants, and the URL of its dead-letter queue. queue_url is null where the endpoint is the consumer's own. filter_policy is null where an offer is not matched by exact values of attributes alone."
  value = {
    dead_letter_queue_url = aws_sqs_queue.dlq.url
    endpoint              = aws_sns_topic_subscription.this.endpoint
    filter_policy         = length(var.filter_any_of) == 0 && var.filter_scope == "MessageAttributes" ? var.filter_policy : null
    protocol              = var.protocol
    queue_url             = one(aws_sqs_queue.this[*].url)
    raw_message_delivery  = aws_sns_topic_subscription.this.raw_message_delivery
    subscription_arn      = aws_sns_topic_subscription.this.arn
  }
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
