# POST /recommend: a REST API, because X-Ray, usage plans and request models exist only there.

locals {
  _request_schema = jsondecode(var.request_schema)

  # The part of the contract that the gateway checks: the shape, and no value. Its execution log repeats what breaks
  # a pattern or a length, and names members that nobody knows: personal data. The function refuses those.
  request_shape = {
    "$schema"  = local._request_schema["$schema"]
    title      = local._request_schema.title
    type       = local._request_schema.type
    required   = local._request_schema.required
    properties = { for name, property in local._request_schema.properties : name => { type = property.type } }
  }
}

resource "aws_api_gateway_rest_api" "this" {
  name        = var.name
  description = "What customers are interested in, told by the storefront."

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_resource" "recommend" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = "recommend"
}

resource "aws_api_gateway_model" "recommend_request" {
  rest_api_id  = aws_api_gateway_rest_api.this.id
  name         = "RecommendRequestV1"
  description  = "Body of POST /recommend."
  content_type = "application/json"
  schema       = jsonencode(local.request_shape)
}

resource "aws_api_gateway_request_validator" "body" {
  rest_api_id           = aws_api_gateway_rest_api.this.id
  name                  = "body"
  validate_request_body = true
}

resource "aws_api_gateway_method" "post" {
  rest_api_id          = aws_api_gateway_rest_api.this.id
  resource_id          = aws_api_gateway_resource.recommend.id
  http_method          = "POST"
  authorization        = "NONE"
  api_key_required     = true
  request_validator_id = aws_api_gateway_request_validator.body.id
  request_models       = { "application/json" = aws_api_gateway_model.recommend_request.name }
}

resource "aws_api_gateway_integration" "post" {
  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_resource.recommend.id
  http_method             = aws_api_gateway_method.post.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = var.function_invoke_arn
}

resource "aws_lambda_permission" "post" {
  statement_id  = "${var.name}-post-recommend"
  action        = "lambda:InvokeFunction"
  function_name = var.function_name
  qualifier     = var.function_alias_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/*/POST/recommend"
}
