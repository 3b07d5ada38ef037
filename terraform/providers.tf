provider "aws" {
  region = var.aws_region

  # Credentials of any other account are refused before a resource is touched.
  allowed_account_ids         = var.verify_account ? [var.aws_account_id] : null
  skip_requesting_account_id  = !var.verify_account
  skip_credentials_validation = local.emulated || !var.verify_account

  # An emulator has neither instance metadata nor a DNS name for every bucket.
  skip_metadata_api_check = local.emulated
  s3_use_path_style       = local.emulated

  default_tags {
    tags = {
      Environment = var.environment
      ManagedBy   = "terraform"
      Project     = var.project
    }
  }
}
