locals {
  simple_statistics = ["Average", "Maximum", "Minimum", "SampleCount", "Sum"]
  dashboard_url = join("", [
    "https://${var.aws_region}.console.aws.amazon.com/cloudwatch/home",
    "?region=${var.aws_region}#dashboards/dashboard/${var.prefix}-pipeline",
  ])
  links = {
    for name in concat(keys(local.chosen), keys(local.burn_rates)) :
    name => "Runbook: ${var.runbook_base_url}/${name}.md Dashboard: ${local.dashboard_url}"
  }

  rules = merge(
    {
      for name, alarm in local.chosen : name => {
        description = "${title(alarm.severity)}: ${alarm.summary} ${local.links[name]}"
        expression  = try(replace(alarm.expression, "{subscriptions}", tostring(lookup(var.settings, "subscriptions", 0))), null)
        threshold   = try(alarm.threshold, var.settings[alarm.threshold_of.setting] * alarm.threshold_of.times)
        notified    = true
        periods     = alarm
      }
    },
    local.burn_rate_rules,
  )
}

# Alarms that watch one metric as it is; all others watch an expression.
locals {
  simple = {
    for key, alarm in local.alarms : key => local.queries[key].value if local.rules[alarm.name].expression == null
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name        = "${var.prefix}-${each.key}"
  alarm_description = local.rules[each.value.name].description

  namespace          = try(local.simple[each.key].namespace, null)
  metric_name        = try(local.simple[each.key].name, null)
  dimensions         = try(local.simple[each.key].dimensions, null)
  period             = contains(keys(local.simple), each.key) ? local.rules[each.value.name].periods.period_seconds : null
  statistic          = contains(local.simple_statistics, try(local.simple[each.key].statistic, "")) ? local.simple[each.key].statistic : null
  extended_statistic = contains(local.simple_statistics, try(local.simple[each.key].statistic, "Sum")) ? null : local.simple[each.key].statistic

  dynamic "metric_query" {
    for_each = contains(keys(local.simple), each.key) ? {} : local.queries[each.key]
    iterator = query

    content {
      id = query.key

      metric {
        namespace   = query.value.namespace
        metric_name = query.value.name
        dimensions  = query.value.dimensions
        stat        = query.value.statistic
        period      = local.rules[each.value.name].periods.period_seconds
      }
    }
  }

  dynamic "metric_query" {
    for_each = local.rules[each.value.name].expression[*]

    content {
      id          = "watched"
      expression  = metric_query.value
      label       = each.key
      return_data = true
    }
  }

  comparison_operator = local.rules[each.value.name].periods.comparison_operator
  threshold           = local.rules[each.value.name].threshold
  evaluation_periods  = local.rules[each.value.name].periods.evaluation_periods
  datapoints_to_alarm = local.rules[each.value.name].periods.datapoints_to_alarm
  treat_missing_data  = local.rules[each.value.name].periods.treat_missing_data

  alarm_actions = local.rules[each.value.name].notified ? var.alarm_notification_arns : []
  ok_actions    = local.rules[each.value.name].notified ? var.alarm_notification_arns : []

  # CloudWatch deletes no alarm that a composite alarm still refers to.
  lifecycle {
    create_before_destroy = true
  }
}
