# Each objective has an alarm for each speed at which its error budget may burn: that of a long and of a short window.

locals {
  burn_rates = merge([
    for objective, promised in var.slos.objectives : {
      for speed, burn in var.slos.burn_rates : "slo-${objective}-${speed}" => {
        objective = objective
        promised  = promised
        severity  = burn.severity
        pairs = [
          for window in burn.windows : [
            for seconds in [window.long_seconds, window.short_seconds] :
            "slo-${objective}-${window.times}x-${seconds / 60}min"
          ]
        ]
      }
    } if var.alarm_set == "all"
  ]...)

  burn_rate_windows = merge([
    for objective, promised in var.slos.objectives : merge([
      for burn in var.slos.burn_rates : merge([
        for window in burn.windows : {
          for seconds in [window.long_seconds, window.short_seconds] :
          "slo-${objective}-${window.times}x-${seconds / 60}min" => {
            promised = promised
            seconds  = seconds
            times    = window.times
          }
        }
      ]...)
    ]...) if var.alarm_set == "all"
  ]...)

  burn_rate_metrics = {
    for name, window in local.burn_rate_windows : name => {
      for id, query in {
        part  = window.promised.bad == null ? window.promised.good_percent : window.promised.bad
        total = window.promised.total
        } : id => {
        metric    = query.metric
        of        = query.of
        statistic = query.statistic
        kind      = try(var.metrics.aws[query.metric].of, null)
      }
    }
  }

  burn_rate_rules = {
    for name, window in local.burn_rate_windows : name => {
      description = "Part of an alarm on an error budget: ${window.promised.description}"
      expression = (
        window.promised.bad != null
        ? "IF(total >= ${var.slos.least_events}, 100 * FILL(part, 0) / total, 0)"
        : "IF(total >= ${var.slos.least_events}, 100 - part, 0)"
      )
      threshold = window.times * (100 - window.promised.objective)
      notified  = false
      periods = {
        period_seconds      = window.seconds
        comparison_operator = "GreaterThanThreshold"
        evaluation_periods  = 1
        datapoints_to_alarm = 1
        treat_missing_data  = "notBreaching"
      }
    }
  }
}

resource "aws_cloudwatch_composite_alarm" "this" {
  for_each = local.burn_rates

  alarm_name = "${var.prefix}-${each.key}"
  alarm_description = join(" ", [
    "${title(each.value.severity)}: The error budget of an objective burns too fast: ${each.value.promised.description}",
    local.links[each.key],
  ])
  alarm_rule = join(" OR ", [
    for pair in each.value.pairs :
    "(${join(" AND ", [for child in pair : "ALARM(\"${aws_cloudwatch_metric_alarm.this[child].alarm_name}\")"])})"
  ])

  alarm_actions = var.alarm_notification_arns
  ok_actions    = var.alarm_notification_arns
}
