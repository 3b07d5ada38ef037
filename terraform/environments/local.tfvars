environment         = "local"
aws_account_id      = "000000000000"
aws_region          = "eu-west-1"
personalize_region  = "eu-west-1"
deletion_protection = false

# The stand-in of the local stack answers for this one.
personalize_campaign_arn = "arn:aws:personalize:eu-west-1:000000000000:campaign/cxe-local-offers"

cors_allowed_origins = ["*"]
log_retention_days   = 1
log_level            = "INFO"
execution_log_level  = "INFO"
pseudonym_key        = "no secret: the local stack holds nobody real"

# The tests post hundreds of interests of one customer.
offers_per_customer_per_day = 0

# Every request has a trace to look at.
tracing = { rate = 1 }

api_clients = {
  mobile     = { burst = 100, requests_per_second = 100, quota_per_month = 1000000 }
  storefront = { burst = 1000, requests_per_second = 1000, quota_per_day = 1000000 }
}
