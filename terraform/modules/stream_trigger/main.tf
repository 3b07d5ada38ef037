# The interest stream starts the recommender. While AWS fails, a record is tried again until it is too old, and then
# ends, whole, in the failure bucket. What no retry helps, the function itself puts there at once.

resource "aws_lambda_event_source_mapping" "this" {
  event_source_arn = var.stream_arn
  function_name    = var.function_alias_arn

  # LATEST may miss items written while the mapping is being created.
  starting_position                  = "TRIM_HORIZON"
  batch_size                         = var.batching.size
  maximum_batching_window_in_seconds = var.batching.window_seconds
  parallelization_factor             = var.batching.parallelization_factor

  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = var.retry.maximum_attempts
  maximum_record_age_in_seconds  = var.retry.maximum_record_age_seconds

  # Items that expire leave the table as REMOVE records: nobody asked for an offer by those.
  filter_criteria {
    filter {
      pattern = jsonencode({ eventName = ["INSERT"] })
    }
  }

  destination_config {
    on_failure {
      destination_arn = aws_s3_bucket.failures.arn
    }
  }

  depends_on = [aws_s3_bucket_policy.failures, aws_s3_bucket_public_access_block.failures]
}
