name           = "shop-prod-offers-mailer"
protocol       = "sqs"
topic_arn      = "arn:aws:sns:eu-west-1:123456789012:shop-prod-offers"
aws_account_id = "123456789012"
aws_region     = "eu-west-1"

visibility_timeout_seconds = 90

dead_letter_queue = {
  maximum_receives  = 3
  retention_seconds = 86400
}
