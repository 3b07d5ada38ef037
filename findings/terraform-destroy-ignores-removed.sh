#!/usr/bin/env bash
# A `removed` block with `destroy = false`, and `terraform destroy` before any apply of it.
#
# One would guess: what the block names is left alone from now on. The plan says so ("will no longer be managed", 0 to
# destroy), so a destroy would leave it, too.
# What happens: `terraform destroy` plans to destroy it like everything else in the state. The block counts once an apply
# has let go of the object, or `terraform state rm` has. Run with Terraform 1.11.4, which the search path has to have; its
# built-in provider is enough.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
unset TF_CLI_CONFIG_FILE TF_DATA_DIR TF_WORKSPACE

terraform version | head -1
echo 'resource "terraform_data" "kept" {}' >main.tf
terraform init -input=false >/dev/null
terraform apply -auto-approve -input=false >/dev/null
printf 'removed {\n  from = terraform_data.kept\n  lifecycle {\n    destroy = false\n  }\n}\n' >main.tf

planned=$(terraform plan -input=false -no-color | grep -E '^Plan:')
destroys=$(terraform plan -destroy -input=false -no-color | grep -E '^Plan:')
echo "plan:         $planned"
echo "plan -destroy: $destroys"
[ "$planned" = "Plan: 0 to add, 0 to change, 0 to destroy." ] &&
    [ "$destroys" = "Plan: 0 to add, 0 to change, 1 to destroy." ] || { echo "The behaviour has changed." >&2; exit 1; }
