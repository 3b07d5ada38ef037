# The offer catalogue: what may be offered, found by item or, most popular first, by category or as a whole; and beside it
# where each item is sold, found the same way by location, since an item of an index has one key and may have several
# locations.

resource "aws_dynamodb_table" "this" {
  name                        = var.name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "item_id"
  deletion_protection_enabled = var.deletion_protection

  attribute {
    name = "item_id"
    type = "S"
  }

  attribute {
    name = "category"
    type = "S"
  }

  attribute {
    name = "popularity"
    type = "N"
  }

  attribute {
    name = "shelf"
    type = "S"
  }

  global_secondary_index {
    name            = "by-category"
    hash_key        = "category"
    range_key       = "popularity"
    projection_type = "ALL"
  }

  # All items have the same shelf: an index needs a key that they share to sort them all.
  global_secondary_index {
    name            = "by-popularity"
    hash_key        = "shelf"
    range_key       = "popularity"
    projection_type = "ALL"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }
}

resource "aws_dynamodb_table" "listings" {
  name                        = var.listings_name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "item_id"
  range_key                   = "location"
  deletion_protection_enabled = var.deletion_protection

  attribute {
    name = "item_id"
    type = "S"
  }

  attribute {
    name = "location"
    type = "S"
  }

  attribute {
    name = "category_at"
    type = "S"
  }

  attribute {
    name = "popularity"
    type = "N"
  }

  global_secondary_index {
    name            = "by-category"
    hash_key        = "category_at"
    range_key       = "popularity"
    projection_type = "KEYS_ONLY"
  }

  global_secondary_index {
    name            = "by-popularity"
    hash_key        = "location"
    range_key       = "popularity"
    projection_type = "KEYS_ONLY"
  }

  # Rows that are written today have no expires_at: docs/decisions/0020-list-items-where-they-are-sold.md says why.
  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }
}
