name           = "shop-prod-offers-rules-on-the-body"
protocol       = "sqs"
topic_arn      = "arn:aws:sns:eu-west-1:123456789012:shop-prod-offers"
aws_account_id = "123456789012"
aws_region     = "eu-west-1"

filter_scope  = "MessageBody"
filter_policy = { "data.location" = ["Cape Town", "Paris"] }
filter_any_of = [{
  type                   = [{ equals = "customer-experience.offer.published.v1" }]
  "data.offers.price"    = [{ numeric = [">", 0, "<=", 64.9] }]
  "data.offers.category" = [{ prefix = "organic" }]
  "data.offers.rank"     = [{ anything_but_numbers = [2, 3.5] }]
}]
