variable "deletion_protection" {
  description = "Whether the table refuses to be deleted."
  type        = bool
  nullable    = false
}

variable "hash_key" {
  description = "Attribute that is the partition key: its name, and its type S (text), N (number) or B (bytes)."
  type        = object({ name = string, type = string })
  nullable    = false

  validation {
    condition     = contains(["B", "N", "S"], var.hash_key.type)
    error_message = "hash_key.type must be S, N or B."
  }
}

variable "indexes" {
  description = "Global secondary indexes by name: their keys, and which attributes they hold (ALL or KEYS_ONLY)."
  type = map(object({
    hash_key   = object({ name = string, type = string })
    range_key  = optional(object({ name = string, type = string }))
    projection = string
  }))
  default  = {}
  nullable = false

  # Amazon DynamoDB Developer Guide, "Naming rules".
  validation {
    condition     = alltrue([for name in keys(var.indexes) : can(regex("^[a-zA-Z0-9_.-]{3,255}$", name))])
    error_message = "indexes must have names of 3 to 255 letters, digits, underscores, hyphens or dots."
  }

  # Amazon DynamoDB Developer Guide, "Quotas".
  validation {
    condition     = length(var.indexes) <= 20
    error_message = "indexes may be at most 20: a table takes no more."
  }

  validation {
    condition     = alltrue([for index in values(var.indexes) : contains(["ALL", "KEYS_ONLY"], index.projection)])
    error_message = "indexes must have the projection ALL or KEYS_ONLY."
  }

  validation {
    condition = alltrue(flatten([
      for index in values(var.indexes) : [for key in concat([index.hash_key], index.range_key[*]) : contains(["B", "N", "S"], key.type)]
    ]))
    error_message = "indexes must have keys of the type S, N or B."
  }

  # DynamoDB declares an attribute once, however many keys it is part of.
  validation {
    condition = alltrue([for types in values({
      for key in flatten([var.hash_key, var.range_key[*], [for index in values(var.indexes) : [index.hash_key, index.range_key[*]]]]) :
      key.name => key.type...
    }) : length(distinct(types)) == 1])
    error_message = "indexes must give an attribute the same type in every key that it is part of."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the table. null: the key that AWS manages for DynamoDB. Whoever uses the table needs a grant for a key of yours."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws:kms:[^:]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "name" {
  description = "Name of the table."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.name))
    error_message = "name must have 3 to 255 letters, digits, underscores, hyphens or dots."
  }
}

variable "point_in_time_recovery" {
  description = "Whether the table can be restored to any second of the last 35 days."
  type        = bool
  default     = true
  nullable    = false
}

variable "range_key" {
  description = "Attribute that is the sort key, as hash_key has it. null: the partition key alone identifies an item."
  type        = object({ name = string, type = string })
  default     = null

  validation {
    condition     = contains(["B", "N", "S"], try(var.range_key.type, "S"))
    error_message = "range_key.type must be S, N or B."
  }
}

variable "stream_view_type" {
  description = "What the stream holds of each change: KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES. null: the table has no stream."
  type        = string
  default     = null

  validation {
    condition     = contains(["KEYS_ONLY", "NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE"], coalesce(var.stream_view_type, "NEW_IMAGE"))
    error_message = "stream_view_type must be null, KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES."
  }
}

variable "ttl_attribute" {
  description = "Attribute that says, in seconds since 1970, when DynamoDB may delete an item. null: items stay."
  type        = string
  default     = null

  validation {
    condition     = var.ttl_attribute == null || can(regex("^.{1,255}$", var.ttl_attribute))
    error_message = "ttl_attribute must have 1 to 255 characters."
  }
}
