variable "alarm_notification_arns" {
  description = "ARNs of the SNS topics told when an alarm goes off and when it is over."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.alarm_notification_arns : can(regex("^arn:aws:sns:[^:]+:[0-9]{12}:.+$", arn))])
    error_message = "alarm_notification_arns must be ARNs of SNS topics."
  }
}

variable "alarms_dir" {
  description = "Directory of the alarms, one YAML file each."
  type        = string
  nullable    = false
}

variable "environment" {
  description = "Value of the metrics' dimension environment."
  type        = string
  nullable    = false
}

variable "metrics" {
  description = "What the functions measure: the namespace, and metric => the service that writes it."
  type = object({
    namespace = string
    metrics   = map(object({ service = string }))
  })
  nullable = false
}

variable "prefix" {
  description = "What the name of every alarm begins with."
  type        = string
  nullable    = false
}

variable "runbook_base_url" {
  description = "Where the runbooks are found, without a slash at the end: a URL or a path in the repository."
  type        = string
  default     = "monitoring/runbooks"
  nullable    = false

  validation {
    condition     = !endswith(var.runbook_base_url, "/")
    error_message = "runbook_base_url must not end with a slash."
  }
}

variable "sources" {
  description = "Source that an alarm names => where AWS keeps the metrics of that resource."
  type = map(object({
    namespace  = string
    dimensions = map(string)
  }))
  default  = {}
  nullable = false
}
