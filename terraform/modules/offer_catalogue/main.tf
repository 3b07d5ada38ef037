# The offer catalogue: what may be offered, found by item or, most popular first, by category or as a whole.

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
