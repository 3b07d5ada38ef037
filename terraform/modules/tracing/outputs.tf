output "group_names" {
  description = "Full name of each group of traces: all, error, slow."
  value       = { for group, resource in aws_xray_group.this : group => resource.group_name }
}
