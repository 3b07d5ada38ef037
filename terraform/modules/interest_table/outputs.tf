output "name" {
  description = "Name of the table."
  value       = aws_dynamodb_table.this.name
}

output "stream_arn" {
  description = "ARN of the stream of new items."
  value       = aws_dynamodb_table.this.stream_arn
}
