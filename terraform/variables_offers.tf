# What is offered, and how often.

variable "last_good_max_age_hours" {
  description = "Hours after which the last recommendation of Personalize for a customer is too old to be used while Personalize cannot respond."
  type        = number
  default     = 24
  nullable    = false

  validation {
    condition     = var.last_good_max_age_hours >= 1 && var.last_good_max_age_hours <= 720 && floor(var.last_good_max_age_hours) == var.last_good_max_age_hours
    error_message = "last_good_max_age_hours must be a whole number from 1 to 720."
  }
}

variable "offer_validity_hours" {
  description = "Hours for which an offer is valid."
  type        = number
  default     = 72
  nullable    = false

  validation {
    condition     = var.offer_validity_hours >= 1 && var.offer_validity_hours <= 8760 && floor(var.offer_validity_hours) == var.offer_validity_hours
    error_message = "offer_validity_hours must be a whole number from 1 to 8760."
  }
}

variable "offers_per_customer_per_day" {
  description = "Interests of one customer that lead to offers in one UTC day. 0: no limit."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.offers_per_customer_per_day >= 0 && var.offers_per_customer_per_day <= 1000 && floor(var.offers_per_customer_per_day) == var.offers_per_customer_per_day
    error_message = "offers_per_customer_per_day must be a whole number from 0 to 1000."
  }
}

variable "offers_per_event" {
  description = "Most offers that are made from one interest."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.offers_per_event >= 1 && var.offers_per_event <= 25 && floor(var.offers_per_event) == var.offers_per_event
    error_message = "offers_per_event must be a whole number from 1 to 25."
  }
}

variable "personalize_campaign_arn" {
  description = "ARN of the Amazon Personalize campaign that chooses the offers. Empty: offers come from the catalogue."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.personalize_campaign_arn == "" || can(regex("^arn:aws:personalize:[a-z0-9-]+:[0-9]{12}:campaign/[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$", var.personalize_campaign_arn))
    error_message = "personalize_campaign_arn must be empty or the ARN of a campaign."
  }

  # What is no ARN is refused above.
  validation {
    condition     = try(split(":", var.personalize_campaign_arn)[3], var.personalize_region) == var.personalize_region
    error_message = "personalize_campaign_arn must name a campaign in personalize_region: it is asked there and nowhere else."
  }

  validation {
    condition     = try(split(":", var.personalize_campaign_arn)[4], var.aws_account_id) == var.aws_account_id
    error_message = "personalize_campaign_arn must name a campaign of aws_account_id: Personalize lets no other account use one."
  }
}

variable "personalize_region" {
  description = "Region in which Amazon Personalize is used. It is not offered in every region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-[0-9]$", var.personalize_region))
    error_message = "personalize_region must be a commercial region, such as eu-west-1."
  }
}
