variable "architecture" {
  description = "Instruction set that the package was built for: x86_64 or arm64."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "architecture must be x86_64 or arm64."
  }
}

variable "aws_account_id" {
  description = "AWS account of the function. ARNs are built from it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.aws_account_id))
    error_message = "aws_account_id must have 12 digits."
  }
}

variable "aws_region" {
  description = "Region of the function. ARNs are built from it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.aws_region))
    error_message = "aws_region must be the name of a region, such as eu-west-1."
  }
}

variable "description" {
  description = "What the function does, in one sentence."
  type        = string
  nullable    = false
}

variable "environment" {
  description = "Environment variables of the function."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[A-Z][A-Z0-9_]*$", name)) && !startswith(name, "AWS_LAMBDA_")])
    error_message = "environment names must be upper snake case and must not begin with AWS_LAMBDA_, which Lambda reserves."
  }
}

variable "handler" {
  description = "Entry point, as module.function inside the package."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z_]+(\\.[a-z_]+)+$", var.handler))
    error_message = "handler must name a function in a module, such as ingest.handler.handler."
  }
}

variable "log_retention_days" {
  description = "Days that the function's log events are kept."
  type        = number
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a retention that CloudWatch Logs offers, such as 7, 30 or 365."
  }
}

variable "memory_mb" {
  description = "Memory in MB. Lambda scales the CPU share with it."
  type        = number
  nullable    = false

  validation {
    condition     = var.memory_mb >= 128 && var.memory_mb <= 10240 && floor(var.memory_mb) == var.memory_mb
    error_message = "memory_mb must be a whole number from 128 to 10240."
  }
}

variable "name" {
  description = "Name of the function. The names of its role and its log group are made from it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,64}$", var.name))
    error_message = "name must have 1 to 64 letters, digits, hyphens or underscores."
  }
}

variable "package" {
  description = "Path of the deployment package, a zip file."
  type        = string
  nullable    = false

  validation {
    condition     = endswith(var.package, ".zip")
    error_message = "package must be the path of a zip file."
  }
}

variable "policy_statements" {
  description = "What the function may do besides writing its logs and traces: IAM statements by their id, each with the actions that it allows on its resources."
  type = map(object({
    actions   = list(string)
    resources = list(string)
  }))
  nullable = false

  validation {
    condition     = alltrue([for statement in values(var.policy_statements) : alltrue([for action in statement.actions : !strcontains(action, "*")])])
    error_message = "policy_statements must name every action in full: no wildcard."
  }
}

variable "reserved_concurrency" {
  description = "Executions that are reserved for this function, which are also the most that it gets. -1: no reservation and no limit of its own."
  type        = number
  default     = -1
  nullable    = false

  validation {
    condition     = var.reserved_concurrency == -1 || (var.reserved_concurrency >= 1 && floor(var.reserved_concurrency) == var.reserved_concurrency)
    error_message = "reserved_concurrency must be -1 or a whole number above 0: 0 would stop the function."
  }
}

variable "runtime" {
  description = "Lambda runtime that the package was built for."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["python3.11", "python3.12", "python3.13", "python3.14"], var.runtime)
    error_message = "runtime must be python3.11, python3.12, python3.13 or python3.14."
  }
}

variable "timeout_seconds" {
  description = "Seconds after which Lambda stops an invocation."
  type        = number
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 900 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "timeout_seconds must be a whole number from 1 to 900."
  }
}

variable "tracing_enabled" {
  description = "Whether the function takes part in traces and may write them."
  type        = bool
  nullable    = false
}
