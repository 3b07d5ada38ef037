# The preflight is answered by the gateway itself. The function adds CORS headers to its own answers.

locals {
  # What the contract knows; a page's monitoring adds to it.
  contract_headers = ["Content-Type", "Idempotency-Key", "X-Amzn-Trace-Id", "X-Api-Key"]

  cors_preflight = {
    "Access-Control-Allow-Headers" = join(",", concat(local.contract_headers, sort(var.cors_monitoring_headers)))
    "Access-Control-Allow-Methods" = "OPTIONS,POST"
    "Access-Control-Allow-Origin"  = var.cors_allowed_origins[0]
    "Access-Control-Max-Age"       = "600"
    "Vary"                         = "Origin"
  }

  # With one origin the header is fixed. With several, the template answers with the caller's when it is one of them.
  # Browsers name the header Origin over HTTP/1.1 and origin over HTTP/2, the gateway keeps the case, and in templates
  # it counts. $input.params('origin') would also take a parameter of that name from the URL.
  cors_origin_templates = length(var.cors_allowed_origins) == 1 ? {} : {
    "application/json" = join("\n", [
      "#set($headers = $input.params().header)",
      "#foreach($name in $headers.keySet())",
      "#if($name.toLowerCase() == 'origin')",
      "#set($origin = $headers.get($name))",
      "#end",
      "#end",
      "#if(${join(" || ", [for origin in var.cors_allowed_origins : "$origin == '${origin}'"])})",
      "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)",
      "#end",
    ])
  }

  # With several, a refusal by the gateway is for any origin to read: a gateway response cannot choose among them, as no
  # template engine runs for it, and what it says is the same for everybody.
  cors_refusal_origin = length(var.cors_allowed_origins) == 1 ? var.cors_allowed_origins[0] : "*"
}

resource "aws_api_gateway_method" "options" {
  rest_api_id   = aws_api_gateway_rest_api.this.id
  resource_id   = aws_api_gateway_resource.recommend.id
  http_method   = "OPTIONS"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "options" {
  rest_api_id          = aws_api_gateway_rest_api.this.id
  resource_id          = aws_api_gateway_resource.recommend.id
  http_method          = aws_api_gateway_method.options.http_method
  type                 = "MOCK"
  passthrough_behavior = "WHEN_NO_MATCH"
  request_templates    = { "application/json" = jsonencode({ statusCode = 204 }) }
}

resource "aws_api_gateway_method_response" "options" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  resource_id = aws_api_gateway_resource.recommend.id
  http_method = aws_api_gateway_method.options.http_method
  status_code = "204"

  response_parameters = { for header in keys(local.cors_preflight) : "method.response.header.${header}" => true }
}

resource "aws_api_gateway_integration_response" "options" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  resource_id = aws_api_gateway_resource.recommend.id
  http_method = aws_api_gateway_method.options.http_method
  status_code = aws_api_gateway_method_response.options.status_code

  response_parameters = { for header, value in local.cors_preflight : "method.response.header.${header}" => "'${value}'" }
  response_templates  = local.cors_origin_templates

  depends_on = [aws_api_gateway_integration.options]
}
