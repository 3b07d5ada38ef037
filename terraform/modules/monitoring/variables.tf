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

variable "alarms_dir" {
  description = "Directory with the alarms, one YAML file for each."
  type        = string
  nullable    = false

  validation {
    condition     = length(fileset(var.alarms_dir, "*.yaml")) > 0
    error_message = "alarms_dir must hold at least one alarm, a file that ends with .yaml."
  }
}

variable "environment" {
  description = "Value of the dimension environment, which every metric of ours has."
  type        = string
  nullable    = false
}

variable "metrics" {
  description = "Metrics that the functions write: their namespace, and the service that writes each."
  type = object({
    namespace = string
    metrics   = map(object({ service = string }))
  })
  nullable = false
}

variable "prefix" {
  description = "First part of the name of every alarm."
  type        = string
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

variable "sources" {
  description = "Metrics of AWS that alarms may watch: their namespace and dimensions, by the name that an alarm gives as its source."
  type = map(object({
    namespace  = string
    dimensions = map(string)
  }))
  default  = {}
  nullable = false
}
