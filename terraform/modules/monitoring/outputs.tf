output "alarm_names" {
  description = "Alarm => its full name."
  value       = { for alarm, resource in aws_cloudwatch_metric_alarm.this : alarm => resource.alarm_name }
}
