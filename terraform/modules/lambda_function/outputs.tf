output "alias_arn" {
  description = "ARN of the live alias: what triggers point to."
  value       = aws_lambda_alias.live.arn
}

output "alias_invoke_arn" {
  description = "ARN by which API Gateway invokes the live alias."
  value       = aws_lambda_alias.live.invoke_arn
}

output "alias_name" {
  description = "Name of the alias that serves traffic."
  value       = aws_lambda_alias.live.name
}

output "deployment" {
  description = "What serves traffic: the version of the live alias, and since when the function is as it is (RFC 3339)."
  value = {
    version = aws_lambda_alias.live.function_version
    since   = replace(aws_lambda_function.this.last_modified, "+0000", "Z")
  }
}

output "function_name" {
  description = "Name of the function."
  value       = aws_lambda_function.this.function_name
}

output "log_group_name" {
  description = "Log group of the function."
  value       = aws_cloudwatch_log_group.this.name
}

output "role_name" {
  description = "Name of the function's role."
  value       = aws_iam_role.this.name
}
