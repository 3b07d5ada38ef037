name                = "Interests"
hash_key            = { name = "customer_id", type = "S" }
range_key           = { name = "event_id", type = "S" }
stream_view_type    = "NEW_IMAGE"
ttl_attribute       = "expires_at"
deletion_protection = true
