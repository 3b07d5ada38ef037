# Every API client has a key and a plan of its own, both under the client's name: what happens to one client leaves the
# others' keys as they are. A key meters its client; it does not prove who calls.

locals {
  quotas = {
    for name, client in var.api_clients : name => one([
      for period, limit in { DAY = client.quota_per_day, WEEK = client.quota_per_week, MONTH = client.quota_per_month } :
      { limit = limit, period = period } if limit != null
    ])
  }
}

resource "aws_api_gateway_api_key" "client" {
  for_each = var.api_clients

  name        = "${var.name}-${each.key}"
  description = "Key of the API client ${each.key}."
  enabled     = each.value.enabled
}

resource "aws_api_gateway_usage_plan" "client" {
  for_each = var.api_clients

  name        = "${var.name}-${each.key}"
  description = "What the API client ${each.key} may use."

  api_stages {
    api_id = aws_api_gateway_rest_api.this.id
    stage  = aws_api_gateway_stage.this.stage_name
  }

  quota_settings {
    limit  = local.quotas[each.key].limit
    period = local.quotas[each.key].period
  }

  throttle_settings {
    burst_limit = each.value.burst
    rate_limit  = each.value.requests_per_second
  }
}

resource "aws_api_gateway_usage_plan_key" "client" {
  for_each = var.api_clients

  key_id        = aws_api_gateway_api_key.client[each.key].id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.client[each.key].id
}

# A deployment made for a single storefront keeps that storefront's key.

moved {
  from = aws_api_gateway_api_key.storefront
  to   = aws_api_gateway_api_key.client["storefront"]
}

moved {
  from = aws_api_gateway_usage_plan.storefront
  to   = aws_api_gateway_usage_plan.client["storefront"]
}

moved {
  from = aws_api_gateway_usage_plan_key.storefront
  to   = aws_api_gateway_usage_plan_key.client["storefront"]
}
