output "api_id" {
  description = "Identifier of the API."
  value       = aws_api_gateway_rest_api.this.id
}

output "api_key_ids" {
  description = "Id of each API client's key, which the access log gives as api_key_id."
  value       = { for client, key in aws_api_gateway_api_key.client : client => key.id }
}

output "api_keys" {
  description = "Key of each API client, which it sends in the header x-api-key."
  value       = { for client, key in aws_api_gateway_api_key.client : client => key.value }
  sensitive   = true
}

output "invoke_url" {
  description = "Base URL of the stage."
  value       = aws_api_gateway_stage.this.invoke_url
}

output "log_group_names" {
  description = "Names of the API's log groups: access and execution."
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
