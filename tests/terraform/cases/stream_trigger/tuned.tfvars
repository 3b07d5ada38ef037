stream_arn             = "arn:aws:dynamodb:eu-west-1:123456789012:table/Interests/stream/2026-11-22T00:00:00.000"
function_alias_arn     = "arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-recommender:live"
failure_bucket_name    = "shop-dev-123456789012-failures"
failure_retention_days = 3
deletion_protection    = false

batching = {
  parallelization_factor = 10
  size                   = 2000
  window_seconds         = 2
}

retry = {
  maximum_attempts           = 2
  maximum_record_age_seconds = 600
}
