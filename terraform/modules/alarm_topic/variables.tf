variable "aws_account_id" {
  description = "AWS account of the topic and of the alarms that may publish. ARNs are built from it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.aws_account_id))
    error_message = "aws_account_id must have 12 digits."
  }
}

variable "aws_region" {
  description = "Region of the topic and of the alarms that may publish. ARNs are built from it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.aws_region))
    error_message = "aws_region must be the name of a region, such as eu-west-1."
  }
}

# The role for Slack has the Region in its name, and 64 characters at most.
variable "name" {
  description = "Name of the topic."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,40}$", var.name))
    error_message = "name must have 1 to 40 letters, digits, hyphens or underscores."
  }
}

variable "subscriptions" {
  description = "Who is told of alarms, by name: protocol email with an address, https with a URL, or slack with a workspace's id and a channel's, T0123ABCD/C0123ABCD."
  type        = map(object({ protocol = string, endpoint = string }))
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.subscriptions) : can(regex("^[a-z][a-z0-9-]{0,29}$", name))])
    error_message = "subscriptions must be named by up to 30 lower-case letters, digits or hyphens."
  }

  validation {
    condition     = alltrue([for each in var.subscriptions : contains(["email", "https", "slack"], each.protocol)])
    error_message = "subscriptions must each have the protocol email, https or slack."
  }

  validation {
    condition     = alltrue([for each in var.subscriptions : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", each.endpoint)) if each.protocol == "email"])
    error_message = "subscriptions by email must each have an e-mail address as endpoint."
  }

  validation {
    condition     = alltrue([for each in var.subscriptions : can(regex("^https://[^/\\s]+", each.endpoint)) if each.protocol == "https"])
    error_message = "subscriptions by https must each have a URL as endpoint that begins with https://."
  }

  validation {
    condition     = alltrue([for each in var.subscriptions : can(regex("^T[A-Z0-9]+/[CG][A-Z0-9]+$", each.endpoint)) if each.protocol == "slack"])
    error_message = "subscriptions by slack must each have a workspace's id and a channel's as endpoint, such as T0123ABCD/C0123ABCD."
  }
}
