# What to watch is data. An alarm is a file of alarms_dir, named <hop>-<symptom> like its runbook; slos.yaml says what is
# promised. Here each is resolved to the namespace, name and dimensions of its metrics.

locals {
  chosen = {
    for name, alarm in local.files : name => alarm
    if var.alarm_set == "all" || try(alarm.essential, false)
  }

  # What an alarm or an objective refers to, by the name that an expression gives it.
  watched = merge(
    {
      for name, alarm in local.chosen : name => {
        for id, query in try(alarm.metrics, { value = alarm }) : id => {
          metric    = query.metric
          of        = try(query.of, null)
          statistic = query.statistic
          kind      = try(var.metrics.aws[query.metric].of, null)
        }
      }
    },
    local.burn_rate_metrics,
  )

  # A metric of AWS without `of` is that of every resource of its kind: the alarm is made for each of them.
  kind_of_each = {
    for name, queries in local.watched : name =>
    one(distinct([for query in queries : query.kind if query.kind != null && query.of == null]))
  }
  # An optional part that is not there, such as the campaign, is not watched.
  made = {
    for name, queries in local.watched : name => queries
    if alltrue([for query in queries : query.kind == null ? true : length(lookup(var.resources, query.kind, {})) > 0])
  }
  alarms = merge([
    for name, queries in local.made : {
      for resource in local.kind_of_each[name] == null ? [""] : keys(var.resources[local.kind_of_each[name]]) :
      resource == "" ? name : "${name}-${resource}" => { name = name, resource = resource }
    }
  ]...)

  log_namespace = "${var.metrics.namespace}/${var.prefix}"
  queries = {
    for key, alarm in local.alarms : key => {
      for id, query in local.watched[alarm.name] : id => {
        statistic = query.statistic
        name      = query.kind == null ? query.metric : var.metrics.aws[query.metric].name
        namespace = (
          query.kind != null ? var.metrics.aws[query.metric].namespace :
          contains(keys(var.metrics.logs), query.metric) ? local.log_namespace : var.metrics.namespace
        )
        dimensions = (
          query.kind != null ? lookup(var.resources[query.kind], coalesce(query.of, alarm.resource, "none"), {}) :
          contains(keys(var.metrics.logs), query.metric) ? {} :
          { service = try(var.metrics.metrics[query.metric].service, ""), environment = var.environment }
        )
      }
    }
  }
}
