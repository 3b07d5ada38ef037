variable "aws_account_id" {
  description = "AWS account of the topic. ARNs are built from it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.aws_account_id))
    error_message = "aws_account_id must have 12 digits."
  }
}

variable "aws_region" {
  description = "Region of the topic. ARNs are built from it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.aws_region))
    error_message = "aws_region must be the name of a region, such as eu-west-1."
  }
}

variable "consumer_account_ids" {
  description = "Other AWS accounts that may subscribe their own queues and functions."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.consumer_account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "consumer_account_ids must have 12 digits each."
  }

  # A statement each, and SNS takes policies of at most 30 KB.
  validation {
    condition     = length(var.consumer_account_ids) <= 20
    error_message = "consumer_account_ids may name at most 20 accounts."
  }
}

variable "name" {
  description = "Name of the topic."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,256}$", var.name))
    error_message = "name must have 1 to 256 letters, digits, hyphens or underscores."
  }
}

variable "publisher_role_arn" {
  description = "ARN of the only role that may publish."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws:iam::[0-9]{12}:role/.+$", var.publisher_role_arn))
    error_message = "publisher_role_arn must be the ARN of an IAM role."
  }
}

variable "tracing_enabled" {
  description = "Whether the topic adds its own segments to the traces of its messages."
  type        = bool
  nullable    = false
}
