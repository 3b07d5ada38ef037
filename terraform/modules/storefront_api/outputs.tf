output "api_id" {
  description = "Identifier of the API."
  value       = aws_api_gateway_rest_api.this.id
}

output "api_key_ids" {
  description = "API client => the id of its key, which the access log gives as api_key_id."
  value       = { for client, key in aws_api_gateway_api_key.client : client => key.id }
}

output "api_keys" {
  description = "API client => its key, sent in the header x-api-key."
  value       = { for client, key in aws_api_gateway_api_key.client : client => key.value }
  sensitive   = true
}

output "invoke_url" {
  description = "Base URL of the stage."
  value       = aws_api_gateway_stage.this.invoke_url
}

output "log_group_names" {
  description = "Log groups of the API: access and execution."
  value       = { access = aws_cloudwatch_log_group.access.name, execution = aws_cloudwatch_log_group.execution.name }
}

output "segment_name" {
  description = "Name that the stage has in traces: <API>/<stage>."
  value       = "${aws_api_gateway_rest_api.this.name}/${aws_api_gateway_stage.this.stage_name}"
}

output "stage_name" {
  description = "Name of the stage."
  value       = aws_api_gateway_stage.this.stage_name
}
