# What an alarm's file may hold, its schema says: here are those of its rules without which nothing, or something else,
# would be made of a file, and those that the deployment alone can tell. The tests hold every file against all of it.

locals {
  schema         = jsondecode(file("${var.schemas_dir}/alarm.schema.json"))
  members        = local.schema.properties
  reference_keys = keys(local.schema["$defs"].query.properties)
  statistics     = local.schema["$defs"].statistic.pattern

  broken_rules = flatten([
    for name, alarm in local.files : concat(
      [for key in setsubtract(keys(alarm), keys(local.members)) : "${name} has the unknown key ${key}"],
      [for key in setsubtract(local.schema.required, keys(alarm)) : "${name} has no ${key}"],
      [
        for key, value in alarm : "${name} has the unknown ${key} ${value}"
        if can(local.members[key].enum) && !contains(try(local.members[key].enum, []), value)
      ],
      flatten([
        for id, query in try(alarm.metrics, {}) : [
          for key in setsubtract(keys(query), local.reference_keys) : "${name} has the unknown key ${key} in ${id}"
        ]
      ]),
      [
        for query in try(values(alarm.metrics), [alarm]) : "${name} has the unknown statistic ${try(query.statistic, "none")}"
        if !can(regex(local.statistics, query.statistic))
      ],
      [
        for fault in ["${name} must have either a metric or an expression and its metrics"] : fault
        if can(alarm.metric) == can(alarm.expression) || can(alarm.expression) != can(alarm.metrics)
      ],
      [
        for fault in ["${name} must have either a threshold or a threshold_of"] : fault
        if can(alarm.threshold) == can(alarm.threshold_of)
      ],
      [
        for fault in ["${name} has a threshold_of an unknown setting"] : fault
        if can(alarm.threshold_of) && !can(var.settings[alarm.threshold_of.setting])
      ],
      # PutMetricAlarm, Amazon CloudWatch API Reference: a day where the period is below an hour, else seven.
      [
        for fault in ["${name} looks further back than CloudWatch does"] : fault
        if try(alarm.evaluation_periods * alarm.period_seconds > (alarm.period_seconds < 3600 ? 86400 : 604800), false)
      ],
      [
        for fault in ["${name} waits for more datapoints than it evaluates"] : fault
        if try(alarm.datapoints_to_alarm > alarm.evaluation_periods, false)
      ],
    )
  ])
}
