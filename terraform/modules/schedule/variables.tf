variable "aws_account_id" {
  description = "AWS account of the function and the rule. ARNs are built from it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.aws_account_id))
    error_message = "aws_account_id must have 12 digits."
  }
}

variable "aws_region" {
  description = "Region of the function and the rule. ARNs are built from it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.aws_region))
    error_message = "aws_region must be the name of a region, such as eu-west-1."
  }
}

variable "description" {
  description = "What the rule is for, in one sentence."
  type        = string
  nullable    = false
}

variable "every_minutes" {
  description = "Minutes between two runs."
  type        = number
  nullable    = false

  validation {
    condition     = var.every_minutes >= 1 && floor(var.every_minutes) == var.every_minutes
    error_message = "every_minutes must be a whole number above 0: EventBridge knows nothing shorter than a minute."
  }
}

variable "function_alias_name" {
  description = "Name of the alias by which the function is invoked."
  type        = string
  nullable    = false
}

variable "function_name" {
  description = "Name of the function that is started."
  type        = string
  nullable    = false
}

variable "name" {
  description = "Name of the rule, and id of the statement that lets it invoke the function."
  type        = string
  nullable    = false

  # Amazon EventBridge API Reference, PutRule, which takes dots as well; AWS Lambda API Reference, AddPermission.
  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,64}$", var.name))
    error_message = "name must have 1 to 64 letters, digits, hyphens or underscores."
  }
}
