variable "filter_any_of" {
  description = "Alternatives of which an offer has to match one, besides filter_policy. An alternative lists rules for each attribute, or for each path of the body such as data.offers.price; of each list, one rule has to hold. A rule sets one member, which means what SNS means by it."
  type = list(map(list(object({
    anything_but         = optional(list(string))
    anything_but_numbers = optional(list(number))
    anything_but_prefix  = optional(string)
    equals               = optional(string)
    equals_ignore_case   = optional(string)
    exists               = optional(bool)
    numeric              = optional(list(string))
    prefix               = optional(string)
    suffix               = optional(string)
  }))))
  default  = []
  nullable = false

  validation {
    condition = alltrue(flatten([for each in var.filter_any_of : [
      length(each) > 0, [for rules in values(each) : length(rules) > 0]
    ]]))
    error_message = "filter_any_of must have at least one attribute in each alternative, and one rule for each attribute."
  }

  validation {
    condition     = alltrue([for rule in flatten([for each in var.filter_any_of : values(each)]) : length([for name, value in rule : name if value != null]) == 1])
    error_message = "filter_any_of must say one thing in each rule, such as { prefix = \"cape\" }: write a rule for each."
  }

  validation {
    condition     = alltrue([for name in flatten([for each in var.filter_any_of : keys(each)]) : can(regex(lookup(local.filter_name_patterns, var.filter_scope, ""), name))])
    error_message = "filter_any_of must name attributes of 1 to 256 letters, digits, hyphens or underscores; by MessageBody, paths of up to 3 such names with dots between them."
  }

  # Among alternatives, SNS would take these for rules (Amazon SNS Developer Guide, "AND/OR logic").
  validation {
    condition     = length(setintersection(flatten([for each in var.filter_any_of : keys(each)]), local.filter_keywords)) == 0
    error_message = "filter_any_of must not name what is a keyword of SNS: ${join(", ", local.filter_keywords)}."
  }

  # SNS cannot ask two things of one attribute, nor look for a value where it looks for members.
  validation {
    condition = alltrue([for each in var.filter_any_of : alltrue(flatten([
      for one in keys(each) : [
        for other in concat(keys(each), keys(var.filter_policy)) : !startswith(other, "${one}.") && !startswith(one, "${other}.")
      ]
    ])) && length(setintersection(keys(each), keys(var.filter_policy))) == 0])
    error_message = "filter_any_of must not name what filter_policy names, nor a path together with a part of it."
  }

  validation {
    condition     = length(var.filter_any_of) == 0 || length(distinct([for name in concat(keys(var.filter_policy), flatten([for each in var.filter_any_of : keys(each)])) : split(".", name)[0]])) <= 5
    error_message = "filter_any_of and filter_policy may name at most 5 attributes together; by MessageBody, 5 members of the body."
  }

  validation {
    condition = length(var.filter_any_of) == 0 || sum(concat(
      [log(max(1, length(var.filter_any_of)), 10)],
      [for name, values in var.filter_policy : log(max(1, length(values) * length(split(".", name))), 10)],
      flatten([for each in var.filter_any_of : [
        for name, rules in each : log(max(1, length(rules) * (length(split(".", name)) + (length(var.filter_any_of) > 1 ? 1 : 0))), 10)
      ]]),
    )) < log(150.5, 10)
    error_message = "filter_any_of and filter_policy may have at most 150 combinations, as SNS counts: the number of alternatives and the numbers of rules, each times how deep it is nested, all multiplied."
  }

  validation {
    condition = alltrue(flatten([for rule in flatten([for each in var.filter_any_of : values(each)]) : [
      for text in concat(
        rule.anything_but == null ? [] : rule.anything_but,
        [for text in [rule.anything_but_prefix, rule.equals, rule.equals_ignore_case, rule.prefix, rule.suffix] : text if text != null],
      ) : can(regex(local.filter_text_pattern, text))
    ]]))
    error_message = "filter_any_of must compare with texts of 1 to 256 characters, none of them a quotation mark, a backslash or a control character."
  }

  # Amazon SNS Developer Guide, "Numeric value matching" and "Filter policy constraints".
  validation {
    condition = alltrue([for rule in flatten([for each in var.filter_any_of : values(each)]) : rule.numeric == null ? true : (
      alltrue([for index, each in rule.numeric : can(regex("^-?[0-9]{1,10}([.][0-9]{1,5})?$", each)) if index % 2 == 1])
      && try(alltrue([for index, each in rule.numeric : abs(tonumber(each)) <= 1000000000 if index % 2 == 1]), false)
      && (
        try(length(rule.numeric) == 2 && contains(["<", "<=", "=", ">", ">="], rule.numeric[0]), false)
        || try(
          length(rule.numeric) == 4 && contains([">", ">="], rule.numeric[0]) && contains(["<", "<="], rule.numeric[2])
          && tonumber(rule.numeric[1]) < tonumber(rule.numeric[3]), false
        )
      )
    )])
    error_message = "filter_any_of must have for numeric one comparison, [\"<=\", 100], or a range from below, [\">\", 0, \"<=\", 100]; of numbers up to 1000000000 with at most 5 digits behind the point."
  }

  validation {
    condition     = var.filter_scope == "MessageBody" || alltrue([for rule in flatten([for each in var.filter_any_of : values(each)]) : rule.numeric == null && rule.anything_but_numbers == null])
    error_message = "filter_any_of must compare with numbers by filter_scope MessageBody: no attribute of an offer is a number."
  }
}

variable "filter_policy" {
  description = "Values that the consumer wants, by message attribute or, with filter_scope MessageBody, by path of the body. Empty: every offer."
  type        = map(list(string))
  default     = {}
  nullable    = false

  # Limits: Amazon SNS Developer Guide, "Filter policy constraints". Within them a policy is far below its 256 KB.
  validation {
    condition     = length(var.filter_policy) <= 5
    error_message = "filter_policy may name at most 5 attributes."
  }

  validation {
    condition     = alltrue([for values in values(var.filter_policy) : length(values) > 0])
    error_message = "filter_policy must list at least one value for each attribute."
  }

  # The product as a sum of logarithms: to multiply many lists out could take all memory.
  validation {
    condition     = sum(concat([0], [for name, values in var.filter_policy : log(max(1, length(values) * length(split(".", name))), 10)])) < log(150.5, 10)
    error_message = "filter_policy may have at most 150 combinations of values: the numbers of values of all attributes, multiplied."
  }

  # Names: Amazon SNS Developer Guide, "Amazon SNS message attributes"; a name with $ would be an operator.
  validation {
    condition     = alltrue([for name in keys(var.filter_policy) : can(regex(lookup(local.filter_name_patterns, var.filter_scope, ""), name))])
    error_message = "filter_policy must name attributes of 1 to 256 letters, digits, hyphens or underscores; by MessageBody, paths of up to 3 such names with dots between them."
  }

  # Quotes and backslashes would have to be escaped twice, or the policy matches nothing.
  validation {
    condition     = alltrue([for value in flatten(values(var.filter_policy)) : can(regex(local.filter_text_pattern, value))])
    error_message = "filter_policy must list values of 1 to 256 characters, none of them a quotation mark, a backslash or a control character."
  }
}

variable "filter_scope" {
  description = "Whether filter_policy and filter_any_of look at the attributes of a message or at its body: MessageAttributes or MessageBody."
  type        = string
  default     = "MessageAttributes"
  nullable    = false

  validation {
    condition     = contains(["MessageAttributes", "MessageBody"], var.filter_scope)
    error_message = "filter_scope must be MessageAttributes or MessageBody."
  }
}

locals {
  filter_keywords     = ["anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix", "wildcard"]
  filter_text_pattern = "^[^\"\\\\[:cntrl:]]{1,256}$"
  filter_name_patterns = {
    MessageAttributes = "^[a-zA-Z0-9_-]{1,256}$"
    MessageBody       = "^[a-zA-Z0-9_-]{1,256}([.][a-zA-Z0-9_-]{1,256}){0,2}$"
  }
}
