# Which requests are traced, and groups by which their traces are found.

locals {
  pipeline = concat([var.api_stage], var.services)

  # A keyword without service() asks about the answer to the storefront alone: what fails after it, behind the stream,
  # is found by its service. Source: "Using filter expressions", AWS X-Ray Developer Guide.
  groups = {
    all   = join(" OR ", [for service in local.pipeline : "service(\"${service}\")"])
    error = join(" OR ", [for service in local.pipeline : "service(\"${service}\") { error = true OR fault = true OR throttle = true }"])
    slow  = "service(\"${var.api_stage}\") AND duration > ${var.slow_seconds}"
  }
}

# A request that arrives with a decision of its caller keeps it; for the others API Gateway asks this rule, and every
# hop after it follows. Source: "Configure AWS X-Ray sampling rules for API Gateway APIs", API Gateway Developer Guide.
resource "aws_xray_sampling_rule" "this" {
  rule_name      = var.name
  version        = 1
  priority       = 1000
  reservoir_size = var.reservoir_per_second
  fixed_rate     = var.rate

  service_type = "AWS::ApiGateway::Stage"
  service_name = var.api_stage
  http_method  = "POST"
  url_path     = "*"
  host         = "*"
  resource_arn = "*"
}

resource "aws_xray_group" "this" {
  for_each = local.groups

  group_name        = "${var.name}-${each.key}"
  filter_expression = each.value

  insights_configuration {
    insights_enabled      = false
    notifications_enabled = false
  }
}
