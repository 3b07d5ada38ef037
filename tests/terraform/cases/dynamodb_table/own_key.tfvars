name                   = "Drafts"
hash_key               = { name = "id", type = "N" }
kms_key_arn            = "arn:aws:kms:eu-west-1:123456789012:key/1f5ac1b4-0000-4000-8000-000000000000"
point_in_time_recovery = false
deletion_protection    = false

indexes = {
  by-state = {
    hash_key   = { name = "state", type = "S" }
    projection = "KEYS_ONLY"
  }
}
