name                = "shop-dev-watch"
description         = "Starts the watch."
every_minutes       = 1
function_name       = "shop-dev-watch"
function_alias_name = "live"
aws_account_id      = "123456789012"
aws_region          = "eu-west-1"
