variable "api_stage" {
  description = "Name of the API's stage in traces: the name of the API, a slash and the name of the stage."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^/]+/[^/]+$", var.api_stage)) && length(var.api_stage) <= 64
    error_message = "api_stage must be the names of an API and its stage with a slash between them, in at most 64 characters."
  }
}

variable "name" {
  description = "Name of the sampling rule, and first part of the name of every group."
  type        = string
  nullable    = false

  # X-Ray takes 32 characters (API reference, GroupName and RuleName).
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,25}$", var.name))
    error_message = "name must have 1 to 26 lower-case letters, digits or hyphens, so that -error fits."
  }
}

variable "rate" {
  description = "Share of the requests beyond reservoir_per_second that is traced, from 0 to 1."
  type        = number
  nullable    = false

  validation {
    condition     = var.rate >= 0 && var.rate <= 1
    error_message = "rate must be a share from 0 to 1."
  }
}

variable "reservoir_per_second" {
  description = "Requests of every second that are traced before the rate applies."
  type        = number
  nullable    = false

  validation {
    condition     = var.reservoir_per_second >= 0 && floor(var.reservoir_per_second) == var.reservoir_per_second
    error_message = "reservoir_per_second must be a whole number from 0."
  }
}

variable "services" {
  description = "Names of the other parts of the pipeline in traces: functions and topic."
  type        = list(string)
  nullable    = false
}

variable "slow_seconds" {
  description = "Seconds from a request to the end of its last hop, after which the request is slow."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.slow_seconds > 0
    error_message = "slow_seconds must be above 0."
  }
}
