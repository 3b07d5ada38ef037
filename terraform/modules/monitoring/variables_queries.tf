variable "queries_dir" {
  description = "Directory with the saved queries of CloudWatch Logs Insights, one YAML file for each."
  type        = string
  nullable    = false

  validation {
    condition     = length(fileset(var.queries_dir, "*.yaml")) > 0
    error_message = "queries_dir must hold at least one query, a file that ends with .yaml."
  }

  validation {
    condition = alltrue([
      for path in fileset(var.queries_dir, "*.yaml") :
      sort(keys(yamldecode(file("${var.queries_dir}/${path}")))) == tolist(["log_groups", "query", "summary", "title"])
    ])
    error_message = "Every query of queries_dir must have log_groups, query, summary and title, and nothing else."
  }

  validation {
    condition = alltrue(flatten([
      for path in fileset(var.queries_dir, "*.yaml") : [
        for key in try(yamldecode(file("${var.queries_dir}/${path}")).log_groups, []) :
        contains(keys(var.log_group_names), key)
      ]
    ]))
    error_message = "A query of queries_dir names a log group that is none of log_group_names: ${join(", ", flatten([
      for path in fileset(var.queries_dir, "*.yaml") : [
        for key in try(yamldecode(file("${var.queries_dir}/${path}")).log_groups, []) :
        "${key} in ${path}" if !contains(keys(var.log_group_names), key)
      ]
    ]))}."
  }
}
