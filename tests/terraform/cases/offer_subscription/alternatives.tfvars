name           = "shop-prod-offers-alternatives"
protocol       = "sqs"
topic_arn      = "arn:aws:sns:eu-west-1:123456789012:shop-prod-offers"
aws_account_id = "123456789012"
aws_region     = "eu-west-1"

filter_policy = { location = ["cape town", "i̇stanbul", "ığdır"] }
filter_any_of = [
  { strategy = [{ equals = "personalize" }] },
  { categories = [{ equals = "<tea> & more" }], interest = [{ exists = false }] },
]
