output "failure_bucket_name" {
  description = "Bucket that keeps records that could not be processed."
  value       = aws_s3_bucket.failures.bucket
}

output "mapping_id" {
  description = "Identifier of the event source mapping."
  value       = aws_lambda_event_source_mapping.this.uuid
}
