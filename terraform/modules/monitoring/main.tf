# Alarms are data: one file each in monitoring/alarms, named <hop>-<symptom> like its runbook. A metric is one of ours
# (monitoring/metrics.yaml) or, with a source, one that AWS keeps of a resource.

locals {
  alarms = {
    for path in fileset(var.alarms_dir, "*.yaml") :
    trimsuffix(basename(path), ".yaml") => yamldecode(file("${var.alarms_dir}/${path}"))
  }
  namespaces = {
    for name, alarm in local.alarms :
    name => can(alarm.source) ? var.sources[alarm.source].namespace : var.metrics.namespace
  }
  dimensions = {
    for name, alarm in local.alarms :
    name => can(alarm.source) ? var.sources[alarm.source].dimensions : {
      service     = var.metrics.metrics[alarm.metric].service
      environment = var.environment
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name        = "${var.prefix}-${each.key}"
  alarm_description = "${each.value.summary} Runbook: ${var.runbook_base_url}/${each.key}.md"

  namespace   = local.namespaces[each.key]
  metric_name = each.value.metric
  dimensions  = local.dimensions[each.key]
  statistic   = each.value.statistic
  period      = each.value.period_seconds

  comparison_operator = each.value.comparison_operator
  threshold           = each.value.threshold
  evaluation_periods  = each.value.evaluation_periods
  datapoints_to_alarm = each.value.datapoints_to_alarm
  treat_missing_data  = each.value.treat_missing_data

  alarm_actions = var.alarm_notification_arns
  ok_actions    = var.alarm_notification_arns
}
