# The data below monitoring/ that is one file each, and what may be wrong with it: a key that its schema does not have is
# refused by name, for Terraform would drop it in silence. Alarms and dashboards are checked where they are made.

locals {
  monitoring_data = {
    for name in ["metrics", "prices", "slos"] : name => yamldecode(file("${path.root}/../monitoring/${name}.yaml"))
  }
  metrics = local.monitoring_data.metrics

  monitoring_schemas = {
    for name in ["alarm", "metrics", "prices", "slos"] :
    name => jsondecode(file("${path.root}/../monitoring/schemas/${name}.schema.json"))
  }
  # Which keys there may be, for each thing that has a name of its own: file => section => keys.
  keys_of_entries = {
    for file, schema in local.monitoring_schemas : file => {
      for section, rule in schema.properties : section => keys(rule.additionalProperties.properties)
      if can(rule.additionalProperties.properties)
    }
  }
  keys_of_windows = keys(
    local.monitoring_schemas.slos.properties.burn_rates.additionalProperties.properties.windows.items.properties
  )
  keys_of_queries = keys(local.monitoring_schemas.alarm["$defs"].query.properties)

  unknown_keys = concat(
    flatten([
      for file, data in local.monitoring_data : [
        for key in setsubtract(keys(data), keys(local.monitoring_schemas[file].properties)) : "${file}.yaml: ${key}"
      ]
    ]),
    flatten([
      for file, data in local.monitoring_data : [
        for section, entries in data : [
          for name, entry in entries : [
            for key in setsubtract(keys(entry), local.keys_of_entries[file][section]) : "${file}.yaml: ${key} of ${name}"
          ]
        ] if can(local.keys_of_entries[file][section])
      ]
    ]),
    flatten([
      for name, burn_rate in local.monitoring_data.slos.burn_rates : [
        for window in burn_rate.windows : [
          for key in setsubtract(keys(window), local.keys_of_windows) : "slos.yaml: ${key} of a window of ${name}"
        ]
      ]
    ]),
    flatten([
      for name, objective in local.monitoring_data.slos.objectives : [
        for query in compact([for each in ["bad", "good_percent", "total"] : can(objective[each]) ? each : ""]) : [
          for key in setsubtract(keys(objective[query]), local.keys_of_queries) : "slos.yaml: ${key} of ${query} of ${name}"
        ]
      ]
    ]),
  )
}

output "metrics_namespace" {
  description = "CloudWatch namespace of the pipeline's metrics."
  value       = local.metrics.namespace

  precondition {
    condition     = length(local.unknown_keys) == 0
    error_message = "Unknown keys in monitoring/: ${join("; ", local.unknown_keys)}. See monitoring/README.md."
  }
}
