# What is deployed, where, and what it logs. Nothing logged here holds personal data.

locals {
  # Names the caller by the id of their key, never by address or user agent.
  access_log_format = {
    api_key_id          = "$context.identity.apiKeyId"
    error_type          = "$context.error.responseType"
    http_method         = "$context.httpMethod"
    integration_latency = "$context.integration.latency"
    integration_status  = "$context.integration.status"
    request_id          = "$context.requestId"
    request_time        = "$context.requestTimeEpoch"
    resource_path       = "$context.resourcePath"
    response_latency    = "$context.responseLatency"
    response_length     = "$context.responseLength"
    stage               = "$context.stage"
    status              = "$context.status"
    trace_id            = "$context.xrayTraceId"
  }
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id

  # A deployment is a snapshot: whatever changes an answer is named here. What was sent is compared, and
  # not what the gateway gives back, which it may write in another way.
  triggers = {
    redeployment = sha256(jsonencode({
      routes   = [aws_api_gateway_resource.recommend.path_part, var.function_invoke_arn]
      access   = [aws_api_gateway_method.post.authorization, aws_api_gateway_method.post.api_key_required]
      request  = [aws_api_gateway_request_validator.body.validate_request_body, local.request_shape]
      cors     = [local.cors_preflight, local.cors_origin_templates]
      problems = [local.problem_headers, local.gateway_responses]
    }))
  }

  lifecycle {
    create_before_destroy = true
  }

  depends_on = [
    aws_api_gateway_gateway_response.this,
    aws_api_gateway_integration.post,
    aws_api_gateway_integration_response.options,
  ]
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id   = aws_api_gateway_rest_api.this.id
  deployment_id = aws_api_gateway_deployment.this.id
  stage_name    = var.stage_name

  # What is logged holds no personal data; the stage's segments do: client address, user agent, URL with its query.
  xray_tracing_enabled = var.tracing_enabled

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = jsonencode(local.access_log_format)
  }

  depends_on = [aws_cloudwatch_log_group.execution]
}

# Logs are without the bodies of requests and answers: those are personal data.
# The limits hold for all callers of a method together, those without a key included: as much as all clients' plans
# allow, so that no client is refused because of the others, and not a request more.
resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "*/*"

  settings {
    data_trace_enabled     = false
    logging_level          = var.execution_log_level
    metrics_enabled        = true
    throttling_burst_limit = sum([for client in var.api_clients : client.burst])
    throttling_rate_limit  = sum([for client in var.api_clients : client.requests_per_second])
  }
}

resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/apigateway/${var.name}/access"
  retention_in_days = var.log_retention_days
}

# The gateway would create this group itself, without a retention, and leave it behind.
resource "aws_cloudwatch_log_group" "execution" {
  name              = "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.this.id}/${var.stage_name}"
  retention_in_days = var.log_retention_days
}
