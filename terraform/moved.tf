# The tables of an environment that was applied before all tables were made the same way keep their data: they are found
# under their new addresses.

moved {
  from = module.offer_catalogue.aws_dynamodb_table.this
  to   = module.catalogue_table.aws_dynamodb_table.this
}

moved {
  from = module.offer_catalogue.aws_dynamodb_table.listings
  to   = module.listings_table.aws_dynamodb_table.this
}
