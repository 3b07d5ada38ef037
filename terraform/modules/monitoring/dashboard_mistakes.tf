# What may be wrong with the data of dashboards, found before anything is made of it: outputs.tf refuses it by name.

locals {
  dashboard_keys = ["rows", "summary"]
  row_keys       = ["height", "panels", "title"]
  panel_keys     = ["deployments", "expressions", "kind", "lines", "metrics", "period_seconds", "statistic", "title", "unit", "width"]
  query_keys     = ["metric", "of", "price", "service", "statistic", "times"]
  line_keys      = ["alarm", "objective"]
  panel_kinds    = ["alarms", "cost", "lines", "stacked"]

  panel_places = merge([
    for name, dashboard in local.dashboards : merge([
      for number, row in dashboard.rows : {
        for place, panel in row.panels : "${name}/${number}/${place}" => "${name}: ${row.title}: ${panel.title}"
      }
    ]...)
  ]...)
  panel_queries = flatten([
    for key, panel in local.panels : [
      for id, query in try(panel.metrics, {}) : {
        place = local.panel_places[key], id = id, keys = keys(query), metric = try(query.metric, "none")
        of    = try(query.of, ""), price = try(query.price, ""), times = try(query.times, "")
        stat  = try(query.statistic, panel.statistic, "")
      }
    ]
  ])
  panel_references = flatten([
    for key, panel in local.panels : [
      for line in try(panel.lines, []) : { place = local.panel_places[key], keys = keys(line), alarm = try(line.alarm, ""), objective = try(line.objective, "") }
    ]
  ])

  dashboard_mistakes = concat(
    flatten([for name, each in local.dashboards : [for key in setsubtract(keys(each), local.dashboard_keys) : "${name} has the unknown key ${key}"]]),
    flatten([for name, each in local.dashboards : [for row in each.rows : [for key in setsubtract(keys(row), local.row_keys) : "${name}: ${row.title} has the unknown key ${key}"]]]),
    flatten([for key, panel in local.panels : [for unknown in setsubtract(keys(panel), local.panel_keys) : "${local.panel_places[key]} has the unknown key ${unknown}"]]),
    [for key, panel in local.panels : "${local.panel_places[key]} is of the unknown kind ${panel.kind}" if !contains(local.panel_kinds, panel.kind)],
    flatten([
      for name, each in local.dashboards : [
        for row in each.rows : "${name}: ${row.title} is wider than 24" if sum([for panel in row.panels : panel.width]) > 24
      ]
    ]),
    flatten([for query in local.panel_queries : [for key in setsubtract(query.keys, local.query_keys) : "${query.place} has the unknown key ${key} in ${query.id}"]]),
    [for query in local.panel_queries : "${query.place} shows the unknown metric ${query.metric}" if !contains(local.declared, query.metric)],
    [for query in local.panel_queries : "${query.place} has no statistic for ${query.id}" if query.stat == ""],
    [
      for query in local.panel_queries : "${query.place} shows ${query.metric} of the unknown resource ${query.of}"
      if query.of != "" && contains(local.declared, query.metric) && (
        contains(keys(var.metrics.aws), query.metric)
        ? !contains(keys(lookup(var.resources, var.metrics.aws[query.metric].of, {})), query.of) && length(lookup(var.resources, var.metrics.aws[query.metric].of, {})) > 0
        : true
      )
    ],
    [for query in local.panel_queries : "${query.place} has the unknown price ${query.price}" if query.price != "" && !can(var.prices[query.price])],
    [for query in local.panel_queries : "${query.place} has the unknown setting ${query.times}" if query.times != "" && !can(var.settings[query.times])],
    flatten([for line in local.panel_references : [for key in setsubtract(line.keys, local.line_keys) : "${line.place} has the unknown key ${key} in a line"]]),
    [for line in local.panel_references : "${line.place} has a line of the unknown alarm ${line.alarm}" if line.alarm != "" && !can(local.files[line.alarm])],
    [for line in local.panel_references : "${line.place} has a line of the unknown objective ${line.objective}" if line.objective != "" && !can(var.slos.objectives[line.objective])],
  )
}
