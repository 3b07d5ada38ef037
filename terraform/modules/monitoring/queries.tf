# Saved queries of CloudWatch Logs Insights: one file each in monitoring/queries.

locals {
  saved_queries = {
    for path in fileset(var.queries_dir, "*.yaml") :
    trimsuffix(path, ".yaml") => yamldecode(file("${var.queries_dir}/${path}"))
  }
}

resource "aws_cloudwatch_query_definition" "this" {
  for_each = local.saved_queries

  name            = "${var.prefix}/${each.value.title}"
  log_group_names = [for key in each.value.log_groups : var.log_group_names[key]]
  query_string    = "# ${each.value.summary}\n${trimspace(each.value.query)}"
}
