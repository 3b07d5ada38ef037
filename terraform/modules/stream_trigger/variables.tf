variable "batching" {
  description = "How records reach the function: most records in a batch (size), seconds to wait for a fuller batch (window_seconds), and batches of one shard that are processed at the same time (parallelization_factor)."
  type = object({
    parallelization_factor = optional(number, 1)
    size                   = optional(number, 100)
    window_seconds         = optional(number, 0)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.batching.size >= 1 && var.batching.size <= 10000
    error_message = "batching.size must be from 1 to 10000 records."
  }

  validation {
    condition     = var.batching.window_seconds >= 0 && var.batching.window_seconds <= 300
    error_message = "batching.window_seconds must be from 0 to 300."
  }

  validation {
    condition     = var.batching.size <= 1000 || var.batching.window_seconds >= 1
    error_message = "batching.window_seconds must be at least 1 where batching.size is above 1000."
  }

  validation {
    condition     = var.batching.parallelization_factor >= 1 && var.batching.parallelization_factor <= 10
    error_message = "batching.parallelization_factor must be from 1 to 10."
  }
}

variable "deletion_protection" {
  description = "Whether the failure bucket refuses to be deleted while it holds failures."
  type        = bool
  nullable    = false
}

variable "failure_bucket_name" {
  description = "Name of the bucket that keeps records that could not be processed."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.failure_bucket_name))
    error_message = "failure_bucket_name must have 3 to 63 lower-case letters, digits or hyphens."
  }
}

variable "failure_retention_days" {
  description = "Days that a record which could not be processed is kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.failure_retention_days >= 1 && var.failure_retention_days <= 34 && floor(var.failure_retention_days) == var.failure_retention_days
    error_message = "failure_retention_days must be a whole number from 1 to 34: after 35 days nobody can say whether an event was decided (docs/decisions/0024-remember-a-decision-as-long-as-its-event.md)."
  }
}

variable "function_alias_arn" {
  description = "ARN of the function alias that receives the records."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws:lambda:[^:]+:[0-9]{12}:function:[^:]+:[^:]+$", var.function_alias_arn))
    error_message = "function_alias_arn must be the ARN of a function alias, so that a deployment can be taken back."
  }
}

variable "retry" {
  description = "When to give up on a record that keeps failing: when it is maximum_record_age_seconds old, which has to be longer than an outage and well below the stream's 24 hours, or earlier after maximum_attempts retries, which are seconds apart (-1: no such limit)."
  type = object({
    maximum_attempts           = optional(number, -1)
    maximum_record_age_seconds = optional(number, 3600)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.retry.maximum_attempts >= -1 && var.retry.maximum_attempts <= 10000
    error_message = "retry.maximum_attempts must be from 0 to 10000, or -1 for however many fit into the age."
  }

  validation {
    condition     = var.retry.maximum_record_age_seconds >= 60 && var.retry.maximum_record_age_seconds <= 43200
    error_message = "retry.maximum_record_age_seconds must be from 60 to 43200: the stream drops records after 24 hours."
  }
}

variable "stream_arn" {
  description = "ARN of the DynamoDB stream to read."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws:dynamodb:[^:]+:[0-9]{12}:table/[^/]+/stream/.+$", var.stream_arn))
    error_message = "stream_arn must be the ARN of a DynamoDB stream."
  }
}
