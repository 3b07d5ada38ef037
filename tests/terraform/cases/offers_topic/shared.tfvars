name                 = "shop-prod-shared-offers"
publisher_role_arn   = "arn:aws:iam::123456789012:role/shop-prod-recommender"
aws_account_id       = "123456789012"
aws_region           = "eu-west-1"
tracing_enabled      = false
consumer_account_ids = ["333333333333", "210987654321"]
