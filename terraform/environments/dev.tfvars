environment         = "dev"
aws_account_id      = "111111111111" # yours
aws_region          = "eu-west-1"
personalize_region  = "eu-west-1"
deletion_protection = false

cors_allowed_origins = ["*"]
log_retention_days   = 14
log_level            = "DEBUG"
alarm_set            = "essential"
execution_log_level  = "INFO"

# The end-to-end tests post hundreds of interests of one customer.
offers_per_customer_per_day = 0

# The storefront's are what the end-to-end tests need: 500 posts from 8 clients.
api_clients = {
  mobile     = { burst = 10, requests_per_second = 5, quota_per_month = 300000 }
  storefront = { burst = 500, requests_per_second = 200, quota_per_day = 50000 }
}
