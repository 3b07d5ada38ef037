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

variable "aws_account_id" {
  description = "Account of the alarms that dashboards show."
  type        = string
  nullable    = false
}

variable "aws_region" {
  description = "Region of the alarms and the dashboards."
  type        = string
  nullable    = false
}

variable "dashboards_dir" {
  description = "Directory with the dashboards, one YAML file for each; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.dashboards_dir == null ? true : length(fileset(var.dashboards_dir, "*.yaml")) > 0
    error_message = "dashboards_dir must hold at least one dashboard, a file that ends with .yaml."
  }
}

variable "deployments" {
  description = "What serves traffic: the version of each function's live alias, and since when (RFC 3339)."
  type        = map(object({ version = string, since = string }))
  default     = {}
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
  description = "Metrics in use: those that the functions write, those that are counted in log lines, those of AWS by the kind of resource that has them, and the dimensions of each kind."
  type = object({
    namespace = string
    metrics   = map(object({ service = string }))
    logs      = optional(map(object({ log_group = string, pattern = string })), {})
    aws       = optional(map(object({ namespace = string, name = string, of = string })), {})
    kinds     = optional(map(list(string)), {})
  })
  nullable = false

  validation {
    condition     = length(setsubtract([for metric in var.metrics.aws : metric.of], keys(var.metrics.kinds))) == 0
    error_message = "metrics.aws has metrics of kinds whose dimensions metrics.kinds does not declare: ${join(", ", setsubtract([for metric in var.metrics.aws : metric.of], keys(var.metrics.kinds)))}."
  }
}

variable "prefix" {
  description = "First part of the name of every alarm."
  type        = string
  nullable    = false
}

variable "prices" {
  description = "What AWS asks for what is used: dollars for so many (per) units, by the name that a panel of the kind cost gives."
  type        = map(object({ dollars = number, per = number }))
  default     = {}
  nullable    = false
}

variable "resources" {
  description = "What AWS publishes metrics of: kind, then name of the resource, then the dimensions of its metrics. A kind may be empty: what watches it is left out."
  type        = map(map(map(string)))
  default     = {}
  nullable    = false

  validation {
    condition = alltrue(flatten([
      for kind, resources in var.resources : [
        for dimensions in resources : toset(keys(dimensions)) == toset(lookup(var.metrics.kinds, kind, []))
      ]
    ]))
    error_message = "resources has dimensions that no metric of the kind has on AWS: ${join(", ", distinct(flatten([
      for kind, resources in var.resources : [
        for dimensions in resources : "${kind} (${join(", ", keys(dimensions))})"
        if toset(keys(dimensions)) != toset(lookup(var.metrics.kinds, kind, []))
      ]
    ])))}. metrics.kinds says which."
  }
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

variable "schemas_dir" {
  description = "Directory with the schema of the alarms' files, alarm.schema.json."
  type        = string
  nullable    = false
}

variable "settings" {
  description = "Numbers of the deployment that thresholds are parts of, and how many subscriptions the topic has (subscriptions)."
  type        = map(number)
  default     = {}
  nullable    = false
}
