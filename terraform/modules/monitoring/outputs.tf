output "alarm_names" {
  description = "Full name of every alarm, by the name of its runbook without .md."
  value       = { for alarm, resource in aws_cloudwatch_metric_alarm.this : alarm => resource.alarm_name }
}
