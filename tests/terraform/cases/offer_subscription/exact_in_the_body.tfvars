name           = "shop-prod-offers-exact-in-the-body"
protocol       = "sqs"
topic_arn      = "arn:aws:sns:eu-west-1:123456789012:shop-prod-offers"
aws_account_id = "123456789012"
aws_region     = "eu-west-1"

filter_scope  = "MessageBody"
filter_policy = { "data.strategy" = ["personalize"] }
