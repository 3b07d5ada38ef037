# The size of the functions, and how interests are kept and reach the recommender.

variable "ingest" {
  description = "Size of the ingest function: memory in MB, timeout in seconds, and executions reserved for it (-1: none)."
  type = object({
    memory_mb            = optional(number, 512)
    reserved_concurrency = optional(number, -1)
    timeout_seconds      = optional(number, 10)
  })
  default  = {}
  nullable = false

  # A REST API gives up after 29 s (Amazon API Gateway quotas).
  validation {
    condition     = var.ingest.timeout_seconds < 29
    error_message = "ingest.timeout_seconds must be below the 29 seconds after which API Gateway gives up."
  }
}

variable "interest_table_name" {
  description = "Name of the table of interests."
  type        = string
  default     = "CustomerInterest"
  nullable    = false

  # Amazon DynamoDB developer guide, "Naming rules".
  validation {
    condition     = can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.interest_table_name))
    error_message = "interest_table_name must have 3 to 255 letters, digits, hyphens, dots or underscores."
  }
}

variable "interest_ttl_days" {
  description = "Days that an interest is kept. A repeated Idempotency-Key is recognised for as long."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.interest_ttl_days >= 1 && var.interest_ttl_days <= 3650 && floor(var.interest_ttl_days) == var.interest_ttl_days
    error_message = "interest_ttl_days must be a whole number from 1 to 3650."
  }
}

variable "recommender" {
  description = "Size of the recommender function: memory in MB, timeout in seconds, and executions reserved for it (-1: none)."
  type = object({
    memory_mb            = optional(number, 512)
    reserved_concurrency = optional(number, -1)
    timeout_seconds      = optional(number, 60)
  })
  default  = {}
  nullable = false

  # It begins no record in the last 22 s of an invocation, and needs time before them.
  validation {
    condition     = var.recommender.timeout_seconds >= 30
    error_message = "recommender.timeout_seconds must be at least 30: with less it would begin few records or none."
  }
}

variable "stream_batching" {
  description = "How interests reach the recommender: most records in a batch (size), seconds to wait for a fuller batch (window_seconds), and batches of one shard that are processed at the same time (parallelization_factor)."
  type = object({
    parallelization_factor = optional(number, 1)
    size                   = optional(number, 100)
    window_seconds         = optional(number, 0)
  })
  default  = {}
  nullable = false
}

variable "stream_retry" {
  description = "When to give up on an interest that keeps failing: when it is maximum_record_age_seconds old, which has to be longer than an outage of AWS, or earlier after maximum_attempts retries, which are seconds apart (-1: no such limit)."
  type = object({
    maximum_attempts           = optional(number, -1)
    maximum_record_age_seconds = optional(number, 3600)
  })
  default  = {}
  nullable = false
}
