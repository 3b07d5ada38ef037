terraform {
  required_version = ">= 1.11.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }

  # Which state is an environment's, make knows (tools/terraform_state.py). Whoever runs Terraform by hand gets no further
  # than this path, which cannot be opened, instead of an empty state from which everything would be made a second time.
  backend "local" {
    path = "terraform.tf/Run `make plan ENV=...` instead: it knows where the state is"
  }
}
