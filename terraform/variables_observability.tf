# Logs, traces and alarms.

variable "alarm_notification_arns" {
  description = "ARNs of the SNS topics that get a message when an alarm goes off and when it is over. A production environment needs at least one, or an alarm_subscription."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = !startswith(var.environment, "prod") || length(var.alarm_notification_arns) + length(var.alarm_subscriptions) > 0
    error_message = "alarm_notification_arns must name a topic in production, or alarm_subscriptions somebody: nobody would hear of an alarm."
  }
}

variable "alarm_set" {
  description = "Which alarms there are: all, or those that are essential, which cost less."
  type        = string
  default     = "all"
  nullable    = false

  validation {
    condition     = contains(["all", "essential"], var.alarm_set)
    error_message = "alarm_set must be all or essential."
  }
}

variable "alarm_subscriptions" {
  description = "Who is told of alarms by a topic that is made for it, by name: protocol email with an address, https with a URL, or slack with a workspace's id and a channel's, T0123ABCD/C0123ABCD. Without any, no topic is made."
  type        = map(object({ protocol = string, endpoint = string }))
  default     = {}
  nullable    = false
}

variable "dashboards" {
  description = "Whether there are dashboards, which cost a few dollars a month each."
  type        = bool
  default     = true
  nullable    = false
}

variable "debug_sample_rate" {
  description = "Share of the functions' invocations whose DEBUG lines are written, whatever log_level is: from 0 to 1."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = can(regex("^(0(\\.[0-9]{1,4})?|1)$", tostring(var.debug_sample_rate)))
    error_message = "debug_sample_rate must be from 0 to 1, with at most 4 decimals."
  }
}

variable "log_level" {
  description = "Least severe log line that the functions write: DEBUG, INFO, WARNING or ERROR."
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

variable "pseudonym_key" {
  description = "Secret from which the pseudonyms of customers in traces are made. Empty: traces carry none. Pass it as TF_VAR_pseudonym_key; a new key makes new pseudonyms."
  type        = string
  default     = ""
  nullable    = false
  sensitive   = true

  validation {
    condition     = var.pseudonym_key == "" || can(regex("^[ -~]{32,256}$", var.pseudonym_key))
    error_message = "pseudonym_key must be empty or have 32 to 256 ASCII characters."
  }
}

variable "runbook_base_url" {
  description = "Where the runbooks are: a URL or a path in the repository, without a slash at the end."
  type        = string
  default     = "monitoring/runbooks"
  nullable    = false
}

variable "tracing" {
  description = "Whether requests are traced (enabled), and how many of those whose caller did not decide: the first reservoir_per_second of every second, and this share (rate, from 0 to 1) of the others."
  type = object({
    enabled              = optional(bool, true)
    rate                 = optional(number, 0.05)
    reservoir_per_second = optional(number, 1)
  })
  default  = {}
  nullable = false
}
