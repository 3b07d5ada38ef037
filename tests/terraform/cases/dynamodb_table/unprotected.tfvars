name                = "Offers"
hash_key            = { name = "event_id", type = "S" }
ttl_attribute       = "expires_at"
deletion_protection = false
