output "rule_name" {
  description = "Name of the rule that starts the function."
  value       = aws_cloudwatch_event_rule.this.name
}
