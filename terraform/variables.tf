# What it does. Where it is deployed to: variables_deployment.tf.

variable "alarm_notification_arns" {
  description = "ARNs of the SNS topics told when an alarm goes off and when it is over. prod needs one."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = var.environment != "prod" || length(var.alarm_notification_arns) > 0
    error_message = "alarm_notification_arns must name a topic in prod: nobody would be told of an alarm."
  }
}

variable "api_clients" {
  description = "API client => what it may use: requests at once, requests per second in the long run, and requests per day, week or month. enabled = false refuses its key and keeps it."
  type = map(object({
    burst               = number
    enabled             = optional(bool, true)
    quota_per_day       = optional(number)
    quota_per_month     = optional(number)
    quota_per_week      = optional(number)
    requests_per_second = number
  }))
  nullable = false
}

variable "consumer_account_ids" {
  description = "Other AWS accounts that may subscribe their own queues and functions to the offers."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "cors_allowed_origins" {
  description = "Origins whose pages may call the API from a browser: scheme and host, or * for any outside prod."
  type        = list(string)
  nullable    = false

  validation {
    condition     = var.environment != "prod" || !contains(var.cors_allowed_origins, "*")
    error_message = "cors_allowed_origins must name the storefront's origins in prod: * lets any site call the API."
  }
}

variable "cors_monitoring_headers" {
  description = "Request headers that monitoring adds in a page, and that a browser may send beside those of the contract. The API reads none of them."
  type        = set(string)
  default     = ["baggage", "sentry-trace", "traceparent", "tracestate"]
  nullable    = false
}

variable "execution_log_level" {
  description = "What API Gateway logs of each request: INFO (errors and info), ERROR (errors alone) or OFF. INFO is some ten lines a request."
  type        = string
  default     = "ERROR"
  nullable    = false
}

variable "ingest" {
  description = "Size of the ingest function: memory, timeout, and executions set aside (-1: none)."
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
  description = "Days that an interest is kept and, with it, the Idempotency-Key it came with is remembered."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.interest_ttl_days >= 1 && var.interest_ttl_days <= 3650 && floor(var.interest_ttl_days) == var.interest_ttl_days
    error_message = "interest_ttl_days must be a whole number from 1 to 3650."
  }
}

variable "last_good_max_age_hours" {
  description = "Hours that a recommendation of Personalize may stand in where Personalize cannot answer."
  type        = number
  default     = 24
  nullable    = false

  validation {
    condition     = var.last_good_max_age_hours >= 1 && var.last_good_max_age_hours <= 720 && floor(var.last_good_max_age_hours) == var.last_good_max_age_hours
    error_message = "last_good_max_age_hours must be a whole number from 1 to 720."
  }
}

variable "log_level" {
  description = "Least severe log line the functions write: DEBUG, INFO, WARNING or ERROR."
  type        = string
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["DEBUG", "INFO", "WARNING", "ERROR"], var.log_level)
    error_message = "log_level must be DEBUG, INFO, WARNING or ERROR."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30
  nullable    = false
}

variable "offer_subscriptions" {
  description = "Consumer => how offers reach it. With protocol sqs and no endpoint a queue is made; every consumer gets a dead-letter queue."
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

variable "offer_validity_hours" {
  description = "Hours that an offer holds."
  type        = number
  default     = 72
  nullable    = false

  validation {
    condition     = var.offer_validity_hours >= 1 && var.offer_validity_hours <= 8760 && floor(var.offer_validity_hours) == var.offer_validity_hours
    error_message = "offer_validity_hours must be a whole number from 1 to 8760."
  }
}

variable "offers_per_customer_per_day" {
  description = "Interests of one customer that are answered with offers in one UTC day. 0 answers all."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.offers_per_customer_per_day >= 0 && var.offers_per_customer_per_day <= 1000 && floor(var.offers_per_customer_per_day) == var.offers_per_customer_per_day
    error_message = "offers_per_customer_per_day must be a whole number from 0 to 1000."
  }
}

variable "offers_per_event" {
  description = "Offers made from one interest, at most."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.offers_per_event >= 1 && var.offers_per_event <= 25 && floor(var.offers_per_event) == var.offers_per_event
    error_message = "offers_per_event must be a whole number from 1 to 25."
  }
}

variable "personalize_campaign_arn" {
  description = "ARN of the Amazon Personalize campaign. Empty means that offers come from the catalogue."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.personalize_campaign_arn == "" || can(regex("^arn:aws:personalize:[a-z0-9-]+:[0-9]{12}:campaign/[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$", var.personalize_campaign_arn))
    error_message = "personalize_campaign_arn must be empty or the ARN of a campaign."
  }

  # What is no ARN is refused above.
  validation {
    condition     = try(split(":", var.personalize_campaign_arn)[3], var.personalize_region) == var.personalize_region
    error_message = "personalize_campaign_arn must name a campaign in personalize_region: it is asked there and nowhere else."
  }

  validation {
    condition     = try(split(":", var.personalize_campaign_arn)[4], var.aws_account_id) == var.aws_account_id
    error_message = "personalize_campaign_arn must name a campaign of aws_account_id: Personalize lets no other account use one."
  }
}

variable "personalize_region" {
  description = "Region of Amazon Personalize, which is not offered everywhere."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-[0-9]$", var.personalize_region))
    error_message = "personalize_region must be a commercial region, such as eu-west-1."
  }
}

variable "pseudonym_key" {
  description = "Secret from which the customers' pseudonyms in traces are made. Empty means that traces carry none. Give it as TF_VAR_pseudonym_key; a new one makes new pseudonyms."
  type        = string
  default     = ""
  nullable    = false
  sensitive   = true

  validation {
    condition     = var.pseudonym_key == "" || can(regex("^[ -~]{32,256}$", var.pseudonym_key))
    error_message = "pseudonym_key must be empty or have 32 to 256 ASCII characters."
  }
}

variable "recommender" {
  description = "Size of the recommender function: memory, timeout, and executions set aside (-1: none)."
  type = object({
    memory_mb            = optional(number, 512)
    reserved_concurrency = optional(number, -1)
    timeout_seconds      = optional(number, 60)
  })
  default  = {}
  nullable = false

  # It begins no record in the last 22 s of an invocation (functions/recommender/domain/batch.py), and needs time before them.
  validation {
    condition     = var.recommender.timeout_seconds >= 30
    error_message = "recommender.timeout_seconds must be at least 30: with less it would begin few records or none."
  }
}

variable "runbook_base_url" {
  description = "Where the runbooks are found, without a slash at the end: a URL or a path in the repository."
  type        = string
  default     = "monitoring/runbooks"
  nullable    = false
}

variable "stream_batching" {
  description = "How interests reach the recommender: records per batch, seconds to wait for a fuller one, and batches of one shard at a time."
  type = object({
    parallelization_factor = optional(number, 1)
    size                   = optional(number, 100)
    window_seconds         = optional(number, 0)
  })
  default  = {}
  nullable = false
}

variable "stream_retry" {
  description = "When to give up on an interest that fails: at this age in seconds, which has to outlast an outage of AWS; sooner after so many retries, which are seconds apart (-1: however many)."
  type = object({
    maximum_attempts           = optional(number, -1)
    maximum_record_age_seconds = optional(number, 3600)
  })
  default  = {}
  nullable = false
}

variable "tracing" {
  description = "Whether requests are traced and, of those that nobody else decided on, how many: so many a second, and this share of the others."
  type = object({
    enabled              = optional(bool, true)
    rate                 = optional(number, 0.05)
    reservoir_per_second = optional(number, 1)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.tracing.rate >= 0 && var.tracing.rate <= 1
    error_message = "tracing.rate must be a share from 0 to 1."
  }

  validation {
    condition     = var.tracing.reservoir_per_second >= 0 && floor(var.tracing.reservoir_per_second) == var.tracing.reservoir_per_second
    error_message = "tracing.reservoir_per_second must be a whole number from 0."
  }
}
