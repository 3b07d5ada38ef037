variable "cors_allowed_origins" {
  description = "Origins whose pages may call the API from a browser: scheme and host, or * for any."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.cors_allowed_origins) > 0
    error_message = "cors_allowed_origins must name at least one origin."
  }

  validation {
    condition     = alltrue([for origin in var.cors_allowed_origins : origin == "*" || can(regex("^https?://[a-z0-9.-]+(:[0-9]+)?$", origin))])
    error_message = "cors_allowed_origins must be * or origins such as https://shop.example.com, without a path."
  }

  validation {
    condition     = !contains(var.cors_allowed_origins, "*") || length(var.cors_allowed_origins) == 1
    error_message = "cors_allowed_origins must not name other origins beside *."
  }
}

variable "function_alias_name" {
  description = "Alias of the function that answers."
  type        = string
  nullable    = false
}

variable "function_invoke_arn" {
  description = "ARN by which API Gateway invokes the function's alias."
  type        = string
  nullable    = false
}

variable "function_name" {
  description = "Name of the function that answers."
  type        = string
  nullable    = false
}

variable "log_retention_days" {
  description = "Days that the access and execution logs are kept."
  type        = number
  nullable    = false
}

variable "manage_gateway_account" {
  description = "Whether to set the account's role for API Gateway logs. An account and region has one: false where something else sets it."
  type        = bool
  nullable    = false
}

variable "name" {
  description = "Name of the API."
  type        = string
  nullable    = false
}

variable "problems" {
  description = "The problem types of the contract: what their names begin with, and name => status, texts and seconds after which a repeat makes sense."
  type = object({
    prefix = string
    types = map(object({
      status              = number
      title               = string
      detail              = string
      retry_after_seconds = optional(number)
    }))
  })
  nullable = false
}

variable "request_schema" {
  description = "JSON Schema of the body of POST /recommend, as JSON."
  type        = string
  nullable    = false

  validation {
    condition = can([
      jsondecode(var.request_schema)["$schema"],
      jsondecode(var.request_schema).title,
      jsondecode(var.request_schema).type,
      jsondecode(var.request_schema).required,
      [for property in jsondecode(var.request_schema).properties : property.type],
    ])
    error_message = "request_schema must be a JSON Schema of an object: $schema, title, type, required, and the type of each property."
  }
}

variable "stage_name" {
  description = "Name of the stage: the first part of the path."
  type        = string
  default     = "v1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+$", var.stage_name))
    error_message = "stage_name must have lower-case letters and digits only."
  }
}

variable "usage" {
  description = "What a storefront may use: requests at once, requests per second in the long run, requests per day."
  type = object({
    burst               = number
    requests_per_second = number
    quota_per_day       = number
  })
  nullable = false

  validation {
    condition     = alltrue([for limit in [var.usage.burst, var.usage.requests_per_second, var.usage.quota_per_day] : limit >= 1])
    error_message = "usage limits must be at least 1: 0 would refuse every request."
  }
}
