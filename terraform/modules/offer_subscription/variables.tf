variable "aws_account_id" {
  description = "AWS account of the queues. ARNs are built from it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.aws_account_id))
    error_message = "aws_account_id must have 12 digits."
  }
}

variable "aws_region" {
  description = "Region of the queues and of the topic. ARNs are built from it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.aws_region))
    error_message = "aws_region must be the name of a region, such as eu-west-1."
  }
}

variable "dead_letter_queue" {
  description = "How often a consumer may receive a message before it goes to the dead-letter queue (maximum_receives), and the seconds that it stays there (retention_seconds)."
  type = object({
    maximum_receives  = optional(number, 5)
    retention_seconds = optional(number, 1209600)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.dead_letter_queue.maximum_receives >= 1 && var.dead_letter_queue.maximum_receives <= 1000
    error_message = "dead_letter_queue.maximum_receives must be from 1 to 1000."
  }

  validation {
    condition     = var.dead_letter_queue.retention_seconds >= 60 && var.dead_letter_queue.retention_seconds <= 1209600
    error_message = "dead_letter_queue.retention_seconds must be from 60 to 1209600 (14 days)."
  }
}

variable "endpoint" {
  description = "Where offers go: the ARN of a queue or of a function, or an HTTPS URL. null: with protocol sqs the module makes a queue."
  type        = string
  default     = null

  validation {
    condition = var.endpoint == null ? var.protocol == "sqs" : anytrue([
      var.protocol == "sqs" && can(regex("^arn:aws:sqs:[^:]+:[0-9]{12}:[a-zA-Z0-9_-]+$", var.endpoint)),
      var.protocol == "lambda" && can(regex("^arn:aws:lambda:[^:]+:[0-9]{12}:function:[a-zA-Z0-9_-]+(:[a-zA-Z0-9_-]+)?$", var.endpoint)),
      var.protocol == "https" && can(regex("^https://.+$", var.endpoint)),
    ])
    error_message = "endpoint must suit the protocol: a standard queue's ARN or null for sqs, the ARN of a function, alias or version (not $LATEST) for lambda, a URL with https:// for https."
  }

  # SNS would mask the password when it is read, so that each plan replaced the subscription.
  validation {
    condition     = !can(regex("^https://[^/?#]*@", var.endpoint))
    error_message = "endpoint must hold no user and password: SNS would mask the password, and state and outputs would keep it."
  }

  # Only the owner of a queue or function can subscribe it without a confirmation that nobody here could give.
  validation {
    condition     = !can(regex("^arn:", var.endpoint)) || try(split(":", var.endpoint)[4] == var.aws_account_id, false)
    error_message = "endpoint must be in this account. A consumer in another account subscribes by itself, once consumer_account_ids allows it: see \"Consumers in other accounts\" in terraform/README.md."
  }

  # The permission to invoke is made here, and belongs to the function's Region.
  validation {
    condition     = var.protocol != "lambda" || !can(regex("^arn:", var.endpoint)) || try(split(":", var.endpoint)[3] == var.aws_region, false)
    error_message = "endpoint must be in the region of the topic for lambda."
  }
}

variable "name" {
  description = "Name of the queue. The name of the dead-letter queue is the same with -dlq at the end."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,76}$", var.name))
    error_message = "name must have 1 to 76 letters, digits, hyphens or underscores, so that -dlq fits behind it."
  }
}

variable "protocol" {
  description = "How offers are delivered: sqs, lambda or https."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["https", "lambda", "sqs"], var.protocol)
    error_message = "protocol must be sqs, lambda or https."
  }
}

variable "raw_message_delivery" {
  description = "Whether the consumer gets the offer itself, without the SNS envelope. A function always gets the envelope."
  type        = bool
  default     = true
  nullable    = false
}

variable "topic_arn" {
  description = "ARN of the topic to subscribe to."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws:sns:[^:]+:[0-9]{12}:.+$", var.topic_arn))
    error_message = "topic_arn must be the ARN of an SNS topic."
  }

  # A subscription is where its topic is, and so is its dead-letter queue (Amazon SNS Developer Guide).
  validation {
    condition     = !can(regex("^arn:", var.topic_arn)) || try(split(":", var.topic_arn)[3] == var.aws_region, false)
    error_message = "topic_arn must be in aws_region."
  }
}

variable "visibility_timeout_seconds" {
  description = "Seconds that the consumer has to process a message before it is delivered again."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.visibility_timeout_seconds >= 0 && var.visibility_timeout_seconds <= 43200
    error_message = "visibility_timeout_seconds must be from 0 to 43200 (12 hours)."
  }
}
