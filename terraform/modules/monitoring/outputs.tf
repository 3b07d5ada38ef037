output "alarm_names" {
  description = "Full name of every alarm that has a runbook, by the runbook's name without .md and, where each resource of a kind has its own, the resource."
  value = merge(
    { for alarm, resource in aws_cloudwatch_metric_alarm.this : alarm => resource.alarm_name if local.rules[local.alarms[alarm].name].notified },
    { for alarm, resource in aws_cloudwatch_composite_alarm.this : alarm => resource.alarm_name },
  )
}

output "dashboard_names" {
  description = "Full name of every dashboard, by the name of its file without .yaml."
  value       = { for name, dashboard in aws_cloudwatch_dashboard.this : name => dashboard.dashboard_name }

  precondition {
    condition     = length(local.dashboard_mistakes) == 0
    error_message = "Mistakes in dashboards_dir: ${join("; ", local.dashboard_mistakes)}. See monitoring/README.md."
  }
}
