name                = "Catalogue-listings"
hash_key            = { name = "item_id", type = "S" }
range_key           = { name = "location", type = "S" }
ttl_attribute       = "expires_at"
deletion_protection = true

indexes = {
  by-category = {
    hash_key   = { name = "category_at", type = "S" }
    range_key  = { name = "popularity", type = "N" }
    projection = "KEYS_ONLY"
  }
  by-popularity = {
    hash_key   = { name = "location", type = "S" }
    range_key  = { name = "popularity", type = "N" }
    projection = "KEYS_ONLY"
  }
}
