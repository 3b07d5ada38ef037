name           = "shop-prod-alarms"
aws_account_id = "123456789012"
aws_region     = "eu-west-1"

subscriptions = {
  on-call = { protocol = "email", endpoint = "on-call@example.com" }
  pager   = { protocol = "https", endpoint = "https://pager.example.com/cloudwatch" }
}
