stream_arn          = "arn:aws:dynamodb:eu-west-1:123456789012:table/Interests/stream/2026-11-22T00:00:00.000"
function_alias_arn  = "arn:aws:lambda:eu-west-1:123456789012:function:shop-prod-recommender:live"
failure_bucket_name = "shop-prod-123456789012-failures"
deletion_protection = true
