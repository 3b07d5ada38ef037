# Metrics that are counted in log lines. A filter can give no fixed dimension: the namespace tells environments apart.

resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each = var.metrics.logs

  name           = "${var.prefix}-${each.key}"
  log_group_name = var.log_group_names[each.value.log_group]
  pattern        = each.value.pattern

  metric_transformation {
    namespace = local.log_namespace
    name      = each.key
    value     = "1"
    unit      = "Count"
  }
}
