# Who receives the offers.

variable "consumer_account_ids" {
  description = "Other AWS accounts that may subscribe their own queues and functions to the offers."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "offer_subscriptions" {
  description = "Consumers by name, and how offers reach each: protocol sqs, lambda or https, and its endpoint. With protocol sqs and no endpoint a queue is made. Every consumer gets a dead-letter queue."
  type = map(object({
    protocol = string
    endpoint = optional(string)
    dead_letter_queue = optional(object({
      maximum_receives  = optional(number, 5)
      retention_seconds = optional(number, 1209600)
    }), {})
    filter_any_of = optional(list(map(list(object({
      anything_but         = optional(list(string))
      anything_but_numbers = optional(list(number))
      anything_but_prefix  = optional(string)
      equals               = optional(string)
      equals_ignore_case   = optional(string)
      exists               = optional(bool)
      numeric              = optional(list(string))
      prefix               = optional(string)
      suffix               = optional(string)
    })))), [])
    filter_policy              = optional(map(list(string)), {})
    filter_scope               = optional(string, "MessageAttributes")
    raw_message_delivery       = optional(bool, true)
    visibility_timeout_seconds = optional(number, 60)
  }))
  default  = { consumer = { protocol = "sqs" } }
  nullable = false

  validation {
    condition     = alltrue([for consumer in keys(var.offer_subscriptions) : can(regex("^[a-z][a-z0-9-]{0,29}$", consumer))])
    error_message = "offer_subscriptions must name consumers with 1 to 30 lower-case letters, digits or hyphens."
  }

  # Amazon SNS Developer Guide, "Filter policy constraints".
  validation {
    condition     = length([for each in values(var.offer_subscriptions) : each if length(each.filter_policy) + length(each.filter_any_of) > 0]) <= 200
    error_message = "offer_subscriptions may have at most 200 consumers with a filter: a topic takes no more."
  }
}
