name           = "shop-chat-alarms"
aws_account_id = "123456789012"
aws_region     = "eu-west-1"
subscriptions  = { channel = { protocol = "slack", endpoint = "T0123ABCD/C0123ABCD" } }
