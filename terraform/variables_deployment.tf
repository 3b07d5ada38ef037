# Where it is deployed to, as what, and from what.

variable "aws_account_id" {
  description = "AWS account to deploy to. Credentials of any other account are refused."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.aws_account_id))
    error_message = "aws_account_id must have 12 digits."
  }
}

variable "aws_region" {
  description = "Region to deploy to."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-[0-9]$", var.aws_region))
    error_message = "aws_region must be a commercial region, such as eu-west-1: ARNs begin with arn:aws."
  }
}

variable "build_dir" {
  description = "Directory with manifest.json and the packages that `make build` makes. A relative path begins in terraform/."
  type        = string
  default     = "../build"
  nullable    = false

  validation {
    condition     = fileexists("${var.build_dir}/manifest.json")
    error_message = "build_dir must hold manifest.json: run `make build` first."
  }
}

variable "deletion_protection" {
  description = "Whether the tables refuse to be deleted, and the failure bucket while it holds anything."
  type        = bool
  default     = true
  nullable    = false
}

variable "emulator_endpoint" {
  description = "URL of an AWS emulator on this machine; AWS_ENDPOINT_URL has to be the same. null: AWS."
  type        = string
  default     = null

  validation {
    condition     = var.emulator_endpoint == null || can(regex("^http://(127\\.0\\.0\\.1|localhost):[0-9]+$", var.emulator_endpoint))
    error_message = "emulator_endpoint must be a loopback URL such as http://127.0.0.1:4566."
  }

  validation {
    condition     = var.emulator_endpoint == null || var.environment == "local"
    error_message = "emulator_endpoint is for the environment local alone."
  }
}

variable "environment" {
  description = "Name of the environment, such as dev, staging or prod. A name that begins with prod is production, for which stricter rules hold. local is the local stack."
  type        = string
  nullable    = false

  # As functions/shared/settings.py takes it.
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,15}$", var.environment))
    error_message = "environment must have 2 to 16 lower-case letters, digits or hyphens, beginning with a letter."
  }

  # X-Ray takes names of 32 characters, S3 of 63: both begin with project and environment.
  validation {
    condition     = length(var.environment) + length(var.project) <= 25
    error_message = "environment and project must have at most 25 characters together: names would become too long for AWS."
  }
}

variable "failure_bucket_name" {
  description = "Name of the failure bucket, for an environment whose bucket has an older name. null: project, environment, account and region make the name."
  type        = string
  default     = null
}

variable "project" {
  description = "First part of the names of all resources."
  type        = string
  default     = "cxe"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.project))
    error_message = "project must have 2 to 20 lower-case letters, digits or hyphens, beginning with a letter."
  }
}

variable "verify_account" {
  description = "Whether to ask AWS which account the credentials belong to. false: a plan needs no network."
  type        = bool
  default     = true
  nullable    = false
}
