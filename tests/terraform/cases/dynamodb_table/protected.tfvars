name                = "Customers"
hash_key            = { name = "customer_id", type = "S" }
range_key           = { name = "record", type = "S" }
ttl_attribute       = "expires_at"
deletion_protection = true
