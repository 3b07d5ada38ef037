"""The Terraform configuration, tested on plans: nothing is applied and no network is used."""
