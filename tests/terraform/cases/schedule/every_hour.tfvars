name                = "shop-dev-hourly"
description         = "Reminds customers of their wishes."
every_minutes       = 60
function_name       = "shop-dev-watch"
function_alias_name = "live"
aws_account_id      = "123456789012"
aws_region          = "eu-west-1"
