name           = "shop-prod-offers-partner"
protocol       = "https"
endpoint       = "https://partner.example.com/offers"
topic_arn      = "arn:aws:sns:eu-west-1:123456789012:shop-prod-offers"
aws_account_id = "123456789012"
aws_region     = "eu-west-1"

raw_message_delivery = false

filter_policy = {
  location = ["cape town"]
  strategy = ["personalize", "catalogue"]
}
