output "alarm_names" {
  description = "Full name of every alarm that has a runbook, by the runbook's name without .md and, where each resource of a kind has its own, the resource."
  value = merge(
    { for alarm, resource in aws_cloudwatch_metric_alarm.this : alarm => resource.alarm_name if local.rules[local.alarms[alarm].name].notified },
    { for alarm, resource in aws_cloudwatch_composite_alarm.this : alarm => resource.alarm_name },
  )

  precondition {
    condition     = length(local.unknown_keys) == 0
    error_message = "These files of alarms_dir have keys that no alarm has: ${join(", ", local.unknown_keys)}. See monitoring/README.md."
  }

  precondition {
    condition     = length(local.without_runbook) == 0
    error_message = "These alarms have no runbook of their name in runbooks_dir: ${join(", ", local.without_runbook)}."
  }

  precondition {
    condition     = length(local.unknown_metrics) == 0
    error_message = "These alarms watch metrics that are not declared: ${join(", ", local.unknown_metrics)}. See metrics.yaml."
  }

  precondition {
    condition     = length(local.unknown_resources) == 0
    error_message = "These alarms watch resources of which nothing is published: ${join(", ", local.unknown_resources)}."
  }
}
