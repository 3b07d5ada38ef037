# Where it is deployed to, as what, and from what.

variable "aws_account_id" {
  description = "Account to deploy to. ARNs are built from it, and credentials of another account are refused."
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
  description = "Directory that holds manifest.json and the packages, made by `make build`. Relative to terraform/."
  type        = string
  default     = "../build"
  nullable    = false

  validation {
    condition     = fileexists("${var.build_dir}/manifest.json")
    error_message = "build_dir must hold manifest.json: run `make build` first."
  }
}

variable "deletion_protection" {
  description = "Whether the tables, and a failure bucket that holds failures, refuse to be deleted."
  type        = bool
  default     = true
  nullable    = false
}

variable "emulator_endpoint" {
  description = "URL of an AWS emulator on this machine, or null for AWS. AWS_ENDPOINT_URL has to name the same."
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
  description = "Which environment this is: local, dev or prod."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["local", "dev", "prod"], var.environment)
    error_message = "environment must be local, dev or prod."
  }
}

variable "failure_bucket_name" {
  description = "Name of the failure bucket, for an environment whose bucket was made under another. null: made from project, environment, account and Region."
  type        = string
  default     = null
}

variable "project" {
  description = "What the names of all resources begin with."
  type        = string
  default     = "cxe"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.project))
    error_message = "project must have 2 to 20 lower-case letters, digits or hyphens, beginning with a letter."
  }
}

variable "verify_account" {
  description = "Whether to ask AWS whose credentials these are. false plans without network."
  type        = bool
  default     = true
  nullable    = false
}
