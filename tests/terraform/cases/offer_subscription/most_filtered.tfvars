name           = "shop-prod-offers-filtered"
protocol       = "sqs"
topic_arn      = "arn:aws:sns:eu-west-1:123456789012:shop-prod-offers"
aws_account_id = "123456789012"
aws_region     = "eu-west-1"

raw_message_delivery = false

# As many attributes and combinations as SNS takes: 5, and 2 * 75 = 150.
filter_policy = {
  categories     = ["organic_food"]
  event_type     = ["com.example.offer"]
  location       = [for number in range(75) : "place ${number} é <&>"]
  schema_version = ["1"]
  strategy       = ["personalize", "popular"]
}
