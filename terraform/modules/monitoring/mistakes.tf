# What may be wrong with the data, found before anything is made of it: the output refuses it by name.

locals {
  files = {
    for path in fileset(var.alarms_dir, "*.yaml") :
    trimsuffix(basename(path), ".yaml") => yamldecode(file("${var.alarms_dir}/${path}"))
  }

  without_runbook = [
    for name in concat(keys(local.files), local.objectives_alarms) : name
    if !fileexists("${var.runbooks_dir}/${name}.md")
  ]
  objectives_alarms = flatten([
    for objective in keys(var.slos.objectives) : [for speed in keys(var.slos.burn_rates) : "slo-${objective}-${speed}"]
  ])

  references = concat(
    flatten([
      for name, alarm in local.files : [
        for query in try(values(alarm.metrics), [alarm]) :
        { alarm = name, metric = try(query.metric, "none"), of = try(query.of, "") }
      ]
    ]),
    flatten([
      for objective, promised in var.slos.objectives : [
        for query in [promised.bad == null ? promised.good_percent : promised.bad, promised.total] :
        { alarm = "slo-${objective}", metric = query.metric, of = query.of == null ? "" : query.of }
      ]
    ]),
  )
  declared = setunion(keys(var.metrics.metrics), keys(var.metrics.logs), keys(var.metrics.aws))
  unknown_metrics = [
    for each in local.references : "${each.alarm} (${each.metric})" if !contains(local.declared, each.metric)
  ]

  # An optional kind may be empty; a name that a kind does not have is a mistake.
  unknown_resources = [
    for each in local.references : "${each.alarm} (${each.metric} of ${each.of})"
    if each.of != "" && (
      contains(keys(var.metrics.aws), each.metric)
      ? !contains(keys(lookup(var.resources, var.metrics.aws[each.metric].of, {})), each.of) && length(lookup(var.resources, var.metrics.aws[each.metric].of, {})) > 0
      : true
    )
  ]
}

output "alarm_files" {
  description = "Names of the alarms that there are files for, whether they are made or not."
  value       = keys(local.files)

  precondition {
    condition     = length(local.broken_rules) == 0
    error_message = "Alarms of ${var.prefix}: ${join("; ", local.broken_rules)}. See monitoring/README.md."
  }

  precondition {
    condition     = length(local.without_runbook) == 0
    error_message = "Alarms of ${var.prefix}: these have no runbook of their name in runbooks_dir: ${join(", ", local.without_runbook)}."
  }

  precondition {
    condition     = length(local.unknown_metrics) == 0
    error_message = "Alarms of ${var.prefix}: these watch metrics that are not declared: ${join(", ", local.unknown_metrics)}. See metrics.yaml."
  }

  precondition {
    condition     = length(local.unknown_resources) == 0
    error_message = "Alarms of ${var.prefix}: these watch resources of which nothing is published: ${join(", ", local.unknown_resources)}."
  }
}
