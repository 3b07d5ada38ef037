output "group_names" {
  description = "Group => its full name: all, error, slow."
  value       = { for group, resource in aws_xray_group.this : group => resource.group_name }
}
