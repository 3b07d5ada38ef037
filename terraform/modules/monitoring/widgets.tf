# Where the panels of a dashboard stand, and how CloudWatch is told.
# Source: "Dashboard Body Structure and Syntax", Amazon CloudWatch API Reference,
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html

locals {
  # In units of the grid, which is 24 wide.
  heading_height  = 1
  preamble_height = 2
  row_height      = 6

  preamble = {
    for name, dashboard in local.dashboards : name => join("\n\n", compact([
      dashboard.summary,
      join(" · ", [for function, live in var.deployments : "${function} version ${live.version} since ${live.since}"]),
    ]))
  }

  rows = {
    for name, dashboard in local.dashboards : name => [
      for number, row in dashboard.rows : {
        title  = row.title
        height = try(row.height, local.row_height)
        panels = [for key in [for place in range(length(row.panels)) : "${name}/${number}/${place}"] : key if contains(local.shown_panels, key)]
      } if anytrue([for place in range(length(row.panels)) : contains(local.shown_panels, "${name}/${number}/${place}")])
    ]
  }

  panel_properties = {
    for key in local.shown_panels : key => local.panels[key].kind == "alarms" ? jsonencode({
      title  = local.panels[key].title
      sortBy = "stateUpdatedTimestamp"
      alarms = local.rung_alarm_arns
      }) : jsonencode({
      title   = local.panels[key].title
      region  = var.aws_region
      view    = "timeSeries"
      stacked = local.panels[key].kind != "lines"
      period  = local.panels[key].period_seconds
      yAxis   = { left = { min = 0, label = local.panels[key].unit, showUnits = false } }
      metrics = concat(
        [
          for id, query in local.panel_metrics[key] : concat(
            [query.namespace, query.name],
            flatten([for name, value in query.dimensions : [name, value]]),
            [merge(
              { id = id, stat = query.statistic, label = query.label },
              # Not a condition with a value for each case: Terraform would make them one type, and false a text.
              { for option, value in { visible = false, color = element(local.colors.series, index(keys(local.panel_metrics[key]), id)) } :
              option => value if(option == "visible") == (length(local.panel_expressions[key]) > 0) },
            )],
          )
        ],
        [
          for id, expression in local.panel_expressions[key] : [{
            id         = "shown_${replace(id, "/\\W/", "_")}"
            expression = expression
            label      = replace(id, "_", " ")
            color      = element(local.colors.series, index(keys(local.panel_expressions[key]), id))
          }]
        ],
      )
      annotations = {
        horizontal = [for line in local.panel_lines[key] : merge(line, { label = "${line.label}: ${line.value}" })]
        vertical = [
          for function in try(local.panels[key].deployments, []) : {
            label = "${function} version ${var.deployments[function].version}"
            value = var.deployments[function].since
            color = local.colors.deployment
          } if can(var.deployments[function])
        ]
      }
    })
  }

  widgets = {
    for name, rows in local.rows : name => concat(
      [{
        type       = "text", x = 0, y = 0, width = 24, height = local.preamble_height
        properties = { markdown = local.preamble[name] }
      }],
      flatten([
        for number, row in rows : concat(
          [{
            type       = "text", x = 0, width = 24, height = local.heading_height
            y          = local.row_tops[name][number]
            properties = { markdown = "## ${row.title}" }
          }],
          [
            for place, key in row.panels : {
              type       = local.panels[key].kind == "alarms" ? "alarm" : "metric"
              x          = sum(concat([0], [for before in slice(row.panels, 0, place) : local.panels[before].width]))
              y          = local.row_tops[name][number] + local.heading_height
              width      = local.panels[key].width
              height     = row.height
              properties = jsondecode(local.panel_properties[key])
            }
          ],
        )
      ]),
    )
  }
  row_tops = {
    for name, rows in local.rows : name => [
      for number in range(length(rows)) :
      sum(concat([local.preamble_height], [for before in slice(rows, 0, number) : before.height + local.heading_height]))
    ]
  }

  # Those that ring, objectives first; the parts of a composite alarm ring through it. ARNs are built from names, so that
  # a plan shows a dashboard before there are alarms.
  rung_alarms = concat(keys(local.burn_rates), [for key, alarm in local.alarms : key if local.rules[alarm.name].notified])
  rung_alarm_arns = [
    for name in local.rung_alarms : "arn:aws:cloudwatch:${var.aws_region}:${var.aws_account_id}:alarm:${var.prefix}-${name}"
  ]
}
