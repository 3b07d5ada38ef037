# What storefronts may call, how much, and from where.

variable "api_clients" {
  description = "API clients by name. Each has limits: burst (requests at once), requests_per_second (in the long run), and one quota per day, week or month. enabled = false refuses the client's key without deleting it."
  type = map(object({
    burst               = number
    enabled             = optional(bool, true)
    quota_per_day       = optional(number)
    quota_per_month     = optional(number)
    quota_per_week      = optional(number)
    requests_per_second = number
  }))
  nullable = false
}

variable "cors_allowed_origins" {
  description = "Origins whose pages may call the API from a browser, such as https://shop.example.com; or * for any origin, outside production."
  type        = list(string)
  nullable    = false

  validation {
    condition     = !startswith(var.environment, "prod") || !contains(var.cors_allowed_origins, "*")
    error_message = "cors_allowed_origins must name the storefront's origins in production: * lets any site call the API."
  }
}

variable "cors_monitoring_headers" {
  description = "Request headers that monitoring tools in the storefront's pages add to their requests. Browsers may send them; the API does not read them."
  type        = set(string)
  default     = ["baggage", "sentry-trace", "traceparent", "tracestate"]
  nullable    = false
}

variable "execution_log_level" {
  description = "What API Gateway logs of each request: INFO (some ten lines for every request), ERROR (failed requests only) or OFF."
  type        = string
  default     = "ERROR"
  nullable    = false
}
