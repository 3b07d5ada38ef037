variable "api_stage" {
  description = "Name that the API's stage has in traces: <API>/<stage>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^/]+/[^/]+$", var.api_stage)) && length(var.api_stage) <= 64
    error_message = "api_stage must be the names of an API and its stage with a slash between them, in at most 64 characters."
  }
}

variable "name" {
  description = "Name of the sampling rule, and what the name of every group begins with."
  type        = string
  nullable    = false

  # X-Ray takes 32 characters (API reference, GroupName and RuleName).
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,25}$", var.name))
    error_message = "name must have 1 to 26 lower-case letters, digits or hyphens, so that -error fits."
  }
}

variable "rate" {
  description = "Share of the requests beyond the reservoir that is traced, from 0 to 1."
  type        = number
  nullable    = false
}

variable "reservoir_per_second" {
  description = "Requests traced in every second before the rate counts."
  type        = number
  nullable    = false
}

variable "services" {
  description = "Names that the other parts of the pipeline have in traces."
  type        = list(string)
  nullable    = false
}

variable "slow_seconds" {
  description = "Seconds from the request to the end of its last hop beyond which it counts as slow."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.slow_seconds > 0
    error_message = "slow_seconds must be above 0."
  }
}
