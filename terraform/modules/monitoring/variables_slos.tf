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

  validation {
    condition     = alltrue([for promised in var.slos.objectives : (promised.bad == null) != (promised.good_percent == null)])
    error_message = "slos.objectives must each have either bad or good_percent."
  }

  validation {
    condition     = alltrue([for promised in var.slos.objectives : promised.objective > 0 && promised.objective < 100])
    error_message = "slos.objectives must each be above 0 and below 100 percent."
  }

  # PutMetricAlarm, Amazon CloudWatch API Reference: whole minutes, and at most seven days.
  validation {
    condition = alltrue(flatten([
      for burn in var.slos.burn_rates : [
        for window in burn.windows : [
          for seconds in [window.short_seconds, window.long_seconds] : seconds % 60 == 0 && seconds >= 60 && seconds <= 604800
        ]
      ]
    ]))
    error_message = "slos.burn_rates must have windows of whole minutes and at most seven days."
  }

  validation {
    condition     = alltrue([for burn in var.slos.burn_rates : contains(["page", "ticket"], burn.severity)])
    error_message = "slos.burn_rates must each have the severity page or ticket."
  }
}
