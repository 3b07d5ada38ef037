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

  validation {
    condition     = length(var.api_clients) > 0
    error_message = "api_clients must name at least one client: nobody could call the API without a key."
  }

  validation {
    condition     = alltrue([for client in keys(var.api_clients) : can(regex("^[a-z][a-z0-9-]{0,29}$", client))])
    error_message = "api_clients must name clients with 1 to 30 lower-case letters, digits or hyphens, beginning with a letter."
  }

  validation {
    condition     = alltrue([for client in var.api_clients : client.burst >= 1 && floor(client.burst) == client.burst])
    error_message = "api_clients must have whole numbers from 1 for burst: 0 would refuse every request."
  }

  # The rate may be a fraction (AWS::ApiGateway::UsagePlan ThrottleSettings).
  validation {
    condition     = alltrue([for client in var.api_clients : client.requests_per_second > 0])
    error_message = "api_clients must have numbers above 0 for requests_per_second: 0 would refuse every request."
  }

  # A plan has one quota (AWS::ApiGateway::UsagePlan QuotaSettings).
  validation {
    condition = alltrue([
      for client in var.api_clients :
      length(compact([client.quota_per_day, client.quota_per_month, client.quota_per_week])) == 1
    ])
    error_message = "api_clients must give each client one of quota_per_day, quota_per_week and quota_per_month."
  }

  validation {
    condition = alltrue(flatten([
      for client in var.api_clients : [
        for quota in compact([client.quota_per_day, client.quota_per_month, client.quota_per_week]) :
        tonumber(quota) >= 1 && floor(quota) == tonumber(quota)
      ]
    ]))
    error_message = "api_clients must have whole numbers from 1 for quotas: 0 would refuse every request."
  }
}

variable "cors_allowed_origins" {
  description = "Origins whose pages may call the API from a browser, such as https://shop.example.com; or * for any origin."
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

variable "cors_monitoring_headers" {
  description = "Request headers that monitoring tools in the storefront's pages add to their requests. Browsers may send them; the API does not read them."
  type        = set(string)
  nullable    = false

  # A token (RFC 9110, section 5.6.2) without the characters that mean something where it is written; no * either, which
  # would let pages send whatever they hold.
  validation {
    condition     = alltrue([for header in var.cors_monitoring_headers : can(regex("^[a-z0-9_-]{1,64}$", header))])
    error_message = "cors_monitoring_headers must name headers of 1 to 64 lower-case letters, digits, hyphens or underscores."
  }

  validation {
    condition     = length(var.cors_monitoring_headers) <= 30
    error_message = "cors_monitoring_headers may name at most 30 headers."
  }

  # Browsers send these with a request of another origin only where cookies or user and password are allowed too.
  validation {
    condition     = length(setintersection(var.cors_monitoring_headers, ["authorization", "cookie"])) == 0
    error_message = "cors_monitoring_headers must not name authorization or cookie: no page has to send its customer's credentials here."
  }
}

variable "execution_log_level" {
  description = "What API Gateway logs of each request: INFO (some ten lines for every request), ERROR (failed requests only) or OFF."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["ERROR", "INFO", "OFF"], var.execution_log_level)
    error_message = "execution_log_level must be INFO, ERROR or OFF."
  }
}

variable "function_alias_name" {
  description = "Name of the alias by which the function is invoked."
  type        = string
  nullable    = false
}

variable "function_invoke_arn" {
  description = "ARN by which API Gateway invokes the function's alias."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws:apigateway:[^:]+:lambda:path/.+/invocations$", var.function_invoke_arn))
    error_message = "function_invoke_arn must be the ARN by which API Gateway invokes a function, which ends with /invocations."
  }
}

variable "function_name" {
  description = "Name of the function that handles POST /recommend."
  type        = string
  nullable    = false
}

variable "log_retention_days" {
  description = "Days that the access and execution logs are kept."
  type        = number
  nullable    = false
}

variable "name" {
  description = "Name of the API. Keys, usage plans and log groups are named after it."
  type        = string
  nullable    = false
}

variable "problems" {
  description = "Problem types of the contract: the prefix of their URIs and, by name, the status, the texts, and the seconds after which a client may retry."
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
  description = "Name of the stage, which is the first part of the path."
  type        = string
  default     = "v1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+$", var.stage_name))
    error_message = "stage_name must have lower-case letters and digits only."
  }
}

variable "tracing_enabled" {
  description = "Whether the stage begins a trace for a request."
  type        = bool
  nullable    = false
}
