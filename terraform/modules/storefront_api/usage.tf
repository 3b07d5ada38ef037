# The key meters a storefront; it does not prove who calls.

resource "aws_api_gateway_api_key" "storefront" {
  name        = "${var.name}-storefront"
  description = "Key of the storefront."
}

resource "aws_api_gateway_usage_plan" "storefront" {
  name        = "${var.name}-storefront"
  description = "What the storefront may use."

  api_stages {
    api_id = aws_api_gateway_rest_api.this.id
    stage  = aws_api_gateway_stage.this.stage_name
  }

  quota_settings {
    limit  = var.usage.quota_per_day
    period = "DAY"
  }

  throttle_settings {
    burst_limit = var.usage.burst
    rate_limit  = var.usage.requests_per_second
  }
}

resource "aws_api_gateway_usage_plan_key" "storefront" {
  key_id        = aws_api_gateway_api_key.storefront.id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.storefront.id
}
