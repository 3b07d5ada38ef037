# The filter policy as SNS takes it. Its parts are texts of JSON, since rules of different kinds have different types.

locals {
  filter_exact = { for name, values in var.filter_policy : name => [for value in values : jsonencode(value)] }

  filter_alternatives = [for each in var.filter_any_of : {
    for name, rules in each : name => [for rule in rules : join("", [
      rule.anything_but == null ? "" : jsonencode({ "anything-but" = rule.anything_but }),
      rule.anything_but_numbers == null ? "" : jsonencode({ "anything-but" = rule.anything_but_numbers }),
      rule.anything_but_prefix == null ? "" : jsonencode({ "anything-but" = { prefix = rule.anything_but_prefix } }),
      rule.equals == null ? "" : jsonencode(rule.equals),
      rule.equals_ignore_case == null ? "" : jsonencode({ "equals-ignore-case" = rule.equals_ignore_case }),
      rule.exists == null ? "" : jsonencode({ exists = rule.exists }),
      rule.numeric == null ? "" : format("{\"numeric\":[%s]}", join(",", [
        for index, each in rule.numeric : index % 2 == 0 ? jsonencode(each) : each
      ])),
      rule.prefix == null ? "" : jsonencode({ prefix = rule.prefix }),
      rule.suffix == null ? "" : jsonencode({ suffix = rule.suffix }),
    ])]
  }]

  # A single alternative is no alternative: SNS wants two for $or.
  filter_parts = concat(
    [merge(concat([local.filter_exact], [for each in local.filter_alternatives : each if length(local.filter_alternatives) == 1])...)],
    [for each in local.filter_alternatives : each if length(local.filter_alternatives) > 1],
  )

  # Path => rules, as members of members: the paths have up to three names.
  filter_texts_of_parts = [for part in local.filter_parts : join(",", [
    for first in distinct([for path in keys(part) : split(".", path)[0]]) : format("%s:%s", jsonencode(first), contains(keys(part), first) ? format("[%s]", join(",", lookup(part, first, []))) : format("{%s}", join(",", [
      for second in distinct([for path in keys(part) : split(".", path)[1] if startswith(path, "${first}.")]) : format("%s:%s", jsonencode(second), contains(keys(part), "${first}.${second}") ? format("[%s]", join(",", lookup(part, "${first}.${second}", []))) : format("{%s}", join(",", [
        for path in keys(part) : format("%s:[%s]", jsonencode(split(".", path)[2]), join(",", part[path])) if startswith(path, "${first}.${second}.")
      ])))
    ])))
  ])]

  filter_text = format("{%s}", join(",", compact([
    local.filter_texts_of_parts[0],
    length(local.filter_parts) == 1 ? "" : format("\"$or\":[%s]", join(",", [
      for text in slice(local.filter_texts_of_parts, 1, length(local.filter_parts)) : format("{%s}", text)
    ])),
  ])))
  filter_policy = local.filter_text == "{}" ? null : jsonencode(jsondecode(local.filter_text))
}

output "filter_policy" {
  description = "The filter policy as JSON, as SNS gets it; null without a filter."
  value       = local.filter_policy

  precondition {
    condition     = length(local.filter_unmatchable) == 0
    error_message = "The filter of ${var.name} can match nothing with these, since names are compared by their key: ${join("; ", local.filter_unmatchable)}."
  }
}
