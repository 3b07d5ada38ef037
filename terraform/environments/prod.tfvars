environment         = "prod"
aws_account_id      = "222222222222" # yours
aws_region          = "eu-west-1"
personalize_region  = "eu-west-1"
deletion_protection = true

cors_allowed_origins = ["https://shop.example.com"] # yours
log_retention_days   = 365
log_level            = "INFO"
debug_sample_rate    = 0.01

alarm_notification_arns = ["arn:aws:sns:eu-west-1:222222222222:on-call"] # yours

api_clients = {
  mobile     = { burst = 100, requests_per_second = 50, quota_per_day = 2500000 }
  storefront = { burst = 400, requests_per_second = 200, quota_per_day = 10000000 }
}

ingest = {
  memory_mb            = 512
  reserved_concurrency = 100
}

recommender = {
  memory_mb            = 1024
  reserved_concurrency = 50
}

stream_batching = {
  parallelization_factor = 10
}
