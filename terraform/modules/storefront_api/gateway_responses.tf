# What the gateway says when it refuses by itself: problem details (RFC 9457) that never repeat a value
# of the request, the same that the function would give.

locals {
  # Response type => problem type. A type not named here takes DEFAULT_4XX or DEFAULT_5XX.
  gateway_problems = {
    ACCESS_DENIED                = "forbidden"
    BAD_REQUEST_BODY             = "invalid-request"
    DEFAULT_4XX                  = "invalid-request"
    DEFAULT_5XX                  = "service-unavailable"
    EXPIRED_TOKEN                = "forbidden"
    INVALID_API_KEY              = "forbidden"
    INVALID_SIGNATURE            = "forbidden"
    MISSING_AUTHENTICATION_TOKEN = "forbidden"
    QUOTA_EXCEEDED               = "quota-exceeded"
    REQUEST_TOO_LARGE            = "payload-too-large"
    RESOURCE_NOT_FOUND           = "forbidden"
    THROTTLED                    = "rate-limit-exceeded"
    UNAUTHORIZED                 = "forbidden"
    UNSUPPORTED_MEDIA_TYPE       = "unsupported-media-type"
    WAF_FILTERED                 = "forbidden"
  }

  problem_headers = {
    "gatewayresponse.header.Access-Control-Allow-Origin"   = "'${local.cors_refusal_origin}'"
    "gatewayresponse.header.Access-Control-Expose-Headers" = "'Retry-After,X-Amzn-RequestId,X-Amzn-Trace-Id'"
    "gatewayresponse.header.Cache-Control"                 = "'no-store'"
    "gatewayresponse.header.Content-Type"                  = "'application/problem+json'"
    "gatewayresponse.header.Vary"                          = "'Origin'"
  }

  gateway_responses = {
    for response_type, slug in local.gateway_problems : response_type => {
      status_code = tostring(var.problems.types[slug].status)
      retry_after = var.problems.types[slug].retry_after_seconds
      template = jsonencode({
        type       = "${var.problems.prefix}${slug}"
        title      = var.problems.types[slug].title
        status     = var.problems.types[slug].status
        detail     = var.problems.types[slug].detail
        request_id = "$context.requestId"
      })
    }
  }
}

resource "aws_api_gateway_gateway_response" "this" {
  for_each = local.gateway_responses

  rest_api_id   = aws_api_gateway_rest_api.this.id
  response_type = each.key
  status_code   = each.value.status_code

  response_parameters = merge(
    local.problem_headers,
    each.value.retry_after == null ? {} : { "gatewayresponse.header.Retry-After" = "'${each.value.retry_after}'" },
  )

  # Keyed by application/json whatever the body is; the header says what it is.
  response_templates = { "application/json" = each.value.template }
}
