variable "deletion_protection" {
  description = "Whether the table refuses to be deleted."
  type        = bool
  nullable    = false
}

variable "listings_name" {
  description = "Name of the table that says where items are sold."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.listings_name))
    error_message = "listings_name must have 3 to 255 letters, digits, underscores, hyphens or dots."
  }
}

variable "name" {
  description = "Name of the table of items."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.name))
    error_message = "name must have 3 to 255 letters, digits, underscores, hyphens or dots."
  }
}
