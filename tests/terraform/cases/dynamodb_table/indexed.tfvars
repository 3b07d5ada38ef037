name                = "Catalogue"
hash_key            = { name = "item_id", type = "S" }
deletion_protection = true

indexes = {
  by-category = {
    hash_key   = { name = "category", type = "S" }
    range_key  = { name = "popularity", type = "N" }
    projection = "ALL"
  }
  by-popularity = {
    hash_key   = { name = "shelf", type = "S" }
    range_key  = { name = "popularity", type = "N" }
    projection = "ALL"
  }
}
