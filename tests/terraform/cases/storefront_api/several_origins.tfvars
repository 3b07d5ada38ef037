name                    = "shop-outlet"
request_schema          = <<-EOT
  {
    "$schema": "http://json-schema.org/draft-04/schema#", "title": "Request", "type": "object",
    "required": ["customer_id"], "additionalProperties": false,
    "properties": {"customer_id": {"type": "string", "description": "Who.", "maxLength": 3, "pattern": "^[a-z]+$"}}
  }
EOT
cors_allowed_origins    = ["https://shop.example.com", "https://outlet.example.com"]
cors_monitoring_headers = []
function_name           = "shop-outlet-ingest"
function_alias_name     = "live"
function_invoke_arn     = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:shop-outlet-ingest:live/invocations"
execution_log_level     = "INFO"
log_retention_days      = 30
tracing_enabled         = false

api_clients = {
  mobile     = { burst = 3, requests_per_second = 0.5, quota_per_month = 1000, enabled = false }
  outlet     = { burst = 5, requests_per_second = 4, quota_per_week = 500 }
  storefront = { burst = 40, requests_per_second = 20, quota_per_day = 1000 }
}

problems = {
  prefix = "urn:problem:"
  types = {
    forbidden              = { status = 403, title = "No.", detail = "Send a key." }
    invalid-request        = { status = 400, title = "Wrong.", detail = "Read the contract." }
    payload-too-large      = { status = 413, title = "Large.", detail = "Send less." }
    quota-exceeded         = { status = 429, title = "Used up.", detail = "Wait.", retry_after_seconds = 3600 }
    rate-limit-exceeded    = { status = 429, title = "Fast.", detail = "Wait.", retry_after_seconds = 2 }
    service-unavailable    = { status = 503, title = "Down.", detail = "Wait.", retry_after_seconds = 5 }
    unsupported-media-type = { status = 415, title = "Not JSON.", detail = "Send JSON." }
  }
}
