name           = "shop-prod-offers-alternatives-in-the-body"
protocol       = "sqs"
topic_arn      = "arn:aws:sns:eu-west-1:123456789012:shop-prod-offers"
aws_account_id = "123456789012"
aws_region     = "eu-west-1"

filter_scope = "MessageBody"
filter_any_of = [
  { "data.strategy" = [{ equals = "personalize" }] },
  { "data.offers.price" = [{ numeric = ["<", -0.5] }], "data.offers.discount_percent" = [{ exists = true }] },
]
