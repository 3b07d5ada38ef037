name           = "shop-prod-offers-rules-on-attributes"
protocol       = "sqs"
topic_arn      = "arn:aws:sns:eu-west-1:123456789012:shop-prod-offers"
aws_account_id = "123456789012"
aws_region     = "eu-west-1"

filter_policy = { strategy = ["personalize", "popular"] }
filter_any_of = [{
  interest   = [{ equals = "organic_food" }, { prefix = "tea " }, { suffix = "_tea" }, { equals_ignore_case = "Coffee" }]
  location   = [{ anything_but = ["cape town", "straße"] }, { anything_but_prefix = "βόλος" }]
  event_type = [{ exists = true }]
}]
