# A dashboard is a file of dashboards_dir: rows of panels. Here each panel is resolved to what CloudWatch draws.

locals {
  dashboards = {
    for path in var.dashboards_dir == null ? [] : fileset(var.dashboards_dir, "*.yaml") :
    trimsuffix(path, ".yaml") => yamldecode(file("${var.dashboards_dir}/${path}"))
  }
  panels = merge([
    for name, dashboard in local.dashboards : merge([
      for row_number, row in dashboard.rows : {
        for number, panel in row.panels : "${name}/${row_number}/${number}" => panel
      }
    ]...)
  ]...)

  # Of a metric without `of`, each resource of its kind has a line, and the resource its name.
  panel_metrics = {
    for key, panel in local.panels : key => merge([
      for id, query in try(panel.metrics, {}) : {
        for resource in(
          !can(var.metrics.aws[query.metric]) ? [""] :
          can(query.of) ? [for name in keys(lookup(var.resources, var.metrics.aws[query.metric].of, {})) : name if name == query.of] :
          keys(lookup(var.resources, var.metrics.aws[query.metric].of, {}))
          ) : can(query.of) || resource == "" ? id : "${id}_${replace(resource, "/\\W/", "_")}" => {
          label     = replace(can(query.of) || resource == "" ? id : "${id} ${resource}", "_", " ")
          statistic = try(query.statistic, panel.statistic, "none")
          factor    = try("${var.prices[query.price].dollars} / ${var.prices[query.price].per} * ${try(var.settings[query.times], 1)}", "0")
          service   = try(query.service, null)
          name      = try(var.metrics.aws[query.metric].name, query.metric)
          namespace = (
            can(var.metrics.aws[query.metric]) ? var.metrics.aws[query.metric].namespace :
            contains(keys(var.metrics.logs), query.metric) ? local.log_namespace : var.metrics.namespace
          )
          dimensions = (
            can(var.metrics.aws[query.metric]) ? var.resources[var.metrics.aws[query.metric].of][resource] :
            contains(keys(var.metrics.logs), query.metric) ? {} :
            { service = try(var.metrics.metrics[query.metric].service, ""), environment = var.environment }
          )
        }
      }
    ]...)
  }

  # What a panel draws instead of its metrics: its expressions or, by service, what a day at the rate of a period costs.
  panel_expressions = {
    for key, panel in local.panels : key => panel.kind != "cost" ? try(panel.expressions, {}) : {
      for service in distinct([for query in local.panel_metrics[key] : query.service]) : service => join("", [
        "${86400 / panel.period_seconds} * (",
        join(" + ", [
          for id, query in local.panel_metrics[key] : "FILL(${id}, 0) * ${query.factor}" if query.service == service
        ]),
        ")",
      ])
    }
  }

  # An optional part that is not there, such as the campaign, leaves no empty panel.
  shown_panels = [
    for key, panel in local.panels : key if panel.kind == "alarms" || length(local.panel_metrics[key]) > 0 && (
      panel.kind == "cost" || !can(panel.expressions) ||
      alltrue([for id in keys(try(panel.metrics, {})) : contains(keys(local.panel_metrics[key]), id)])
    )
  ]

  # Lines that tell good from bad: what an objective allows, and the thresholds of alarms that there are.
  panel_lines = {
    for key, panel in local.panels : key => concat(
      [
        for line in try(panel.lines, []) : {
          label = "objective ${line.objective}"
          color = local.colors.objective
          value = (
            var.slos.objectives[line.objective].bad != null
            ? tonumber(format("%.6g", 100 - var.slos.objectives[line.objective].objective))
            : tonumber(regex("^PR\\(:(\\d+)\\)$", var.slos.objectives[line.objective].good_percent.statistic)[0])
          )
        } if can(var.slos.objectives[line.objective])
      ],
      [
        for line in try(panel.lines, []) : {
          label = "alarm ${line.alarm}"
          color = local.colors.alarm
          value = local.rules[line.alarm].threshold
        } if can(local.chosen[line.alarm])
      ],
    )
  }

  # People with any of the common kinds of colour blindness tell these apart: Okabe and Ito, "Color Universal Design",
  # https://jfly.uni-koeln.de/color/, without the yellow, which is too light for a line on white.
  colors = {
    alarm      = "#B00020"
    deployment = "#595959"
    objective  = "#000000"
    series     = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"]
  }
}

resource "aws_cloudwatch_dashboard" "this" {
  for_each = local.dashboards

  dashboard_name = "${var.prefix}-${each.key}"
  dashboard_body = jsonencode({ widgets = local.widgets[each.key] })
}
