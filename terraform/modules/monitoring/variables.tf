variable "alarm_notification_arns" {
  description = "ARNs of the SNS topics that get a message when an alarm goes off and when it is over."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.alarm_notification_arns : can(regex("^arn:aws:sns:[^:]+:[0-9]{12}:.+$", arn))])
    error_message = "alarm_notification_arns must be ARNs of SNS topics."
  }
}

variable "alarm_set" {
  description = "Which alarms there are: all, or those that are essential."
  type        = string
  default     = "all"
  nullable    = false

  validation {
    condition     = contains(["all", "essential"], var.alarm_set)
    error_message = "alarm_set must be all or essential."
  }
}

variable "alarms_dir" {
  description = "Directory with the alarms, one YAML file for each."
  type        = string
  nullable    = false

  validation {
    condition     = length(fileset(var.alarms_dir, "*.yaml")) > 0
    error_message = "alarms_dir must hold at least one alarm, a file that ends with .yaml."
  }
}

variable "aws_region" {
  description = "Region of the dashboard that alarms link to."
  type        = string
  nullable    = false
}

variable "environment" {
  description = "Value of the dimension environment, which every metric of ours has."
  type        = string
  nullable    = false
}

variable "log_group_names" {
  description = "Names of the log groups, by the key that metrics.logs and queries give."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract([for metric in var.metrics.logs : metric.log_group], keys(var.log_group_names))) == 0
    error_message = "log_group_names lacks a log group that metrics.logs counts in."
  }
}

variable "metrics" {
  description = "Metrics in use: those that the functions write, those that are counted in log lines, those of AWS by the kind of resource that has them."
  type = object({
    namespace = string
    metrics   = map(object({ service = string }))
    logs      = optional(map(object({ log_group = string, pattern = string })), {})
    aws       = optional(map(object({ namespace = string, name = string, of = string })), {})
  })
  nullable = false
}

variable "prefix" {
  description = "First part of the name of every alarm."
  type        = string
  nullable    = false
}

variable "resources" {
  description = "What AWS publishes metrics of: kind, then name of the resource, then the dimensions of its metrics. A kind may be empty: what watches it is left out."
  type        = map(map(map(string)))
  default     = {}
  nullable    = false
}

variable "runbook_base_url" {
  description = "Where the runbooks are: a URL or a path in the repository, without a slash at the end."
  type        = string
  default     = "monitoring/runbooks"
  nullable    = false

  validation {
    condition     = !endswith(var.runbook_base_url, "/")
    error_message = "runbook_base_url must not end with a slash."
  }
}

variable "runbooks_dir" {
  description = "Directory with the runbooks, one Markdown file for each alarm."
  type        = string
  nullable    = false
}

variable "settings" {
  description = "Numbers of the deployment that thresholds are parts of, and how many subscriptions the topic has (subscriptions)."
  type        = map(number)
  default     = {}
  nullable    = false
}

variable "slos" {
  description = "Objectives, how fast their error budgets may burn, and below how many events a share says nothing."
  type = object({
    least_events = number
    objectives = map(object({
      description  = string
      objective    = number
      bad          = optional(object({ metric = string, of = optional(string), statistic = string }))
      good_percent = optional(object({ metric = string, of = optional(string), statistic = string }))
      total        = object({ metric = string, of = optional(string), statistic = string })
    }))
    burn_rates = map(object({
      severity = string
      windows  = list(object({ times = number, long_seconds = number, short_seconds = number }))
    }))
  })
  nullable = false
}
