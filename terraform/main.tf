# The pipeline, from the storefront's request to the consumers' offers.

module "storefront_api" {
  source = "./modules/storefront_api"

  name                    = local.prefix
  request_schema          = file("${path.root}/../contracts/recommend-request.v1.schema.json")
  problems                = local.problems
  cors_allowed_origins    = var.cors_allowed_origins
  cors_monitoring_headers = var.cors_monitoring_headers
  api_clients             = var.api_clients
  function_name           = module.ingest.function_name
  function_alias_name     = module.ingest.alias_name
  function_invoke_arn     = module.ingest.alias_invoke_arn
  log_retention_days      = var.log_retention_days
  execution_log_level     = var.execution_log_level
  tracing_enabled         = var.tracing.enabled
}

module "ingest" {
  source = "./modules/lambda_function"

  name                 = local.names.ingest
  description          = "Validates an interest and keeps it."
  package              = "${var.build_dir}/${local.build.functions.ingest.file}"
  handler              = "ingest.handler.handler"
  runtime              = local.build.runtime
  architecture         = local.build.architecture
  memory_mb            = var.ingest.memory_mb
  timeout_seconds      = var.ingest.timeout_seconds
  reserved_concurrency = var.ingest.reserved_concurrency
  environment          = local.ingest_environment
  policy_statements    = local.ingest_statements
  tracing_enabled      = var.tracing.enabled
  log_retention_days   = var.log_retention_days
  aws_account_id       = var.aws_account_id
  aws_region           = var.aws_region
}

# What each customer told the storefront, and the stream that starts the offers.
module "interest_table" {
  source = "./modules/dynamodb_table"

  name                = var.interest_table_name
  hash_key            = local.tables.interests.hash_key
  range_key           = local.tables.interests.range_key
  ttl_attribute       = local.ttl_attribute
  stream_view_type    = "NEW_IMAGE"
  deletion_protection = var.deletion_protection
}

module "stream_trigger" {
  source = "./modules/stream_trigger"

  stream_arn          = module.interest_table.stream_arn
  function_alias_arn  = module.recommender.alias_arn
  batching            = var.stream_batching
  retry               = var.stream_retry
  failure_bucket_name = local.names.failure_bucket
  deletion_protection = var.deletion_protection
}

module "recommender" {
  source = "./modules/lambda_function"

  name                 = local.names.recommender
  description          = "Makes offers from an interest and publishes them."
  package              = "${var.build_dir}/${local.build.functions.recommender.file}"
  handler              = "recommender.handler.handler"
  runtime              = local.build.runtime
  architecture         = local.build.architecture
  memory_mb            = var.recommender.memory_mb
  timeout_seconds      = var.recommender.timeout_seconds
  reserved_concurrency = var.recommender.reserved_concurrency
  environment          = local.recommender_environment
  policy_statements    = local.recommender_statements
  tracing_enabled      = var.tracing.enabled
  log_retention_days   = var.log_retention_days
  aws_account_id       = var.aws_account_id
  aws_region           = var.aws_region

  # The catalogue comes before the code that reads it.
  depends_on = [module.catalogue_table, module.listings_table]
}

# What may be offered: found by item or, most popular first, by category or as a whole.
module "catalogue_table" {
  source = "./modules/dynamodb_table"

  name                = local.names.catalogue
  hash_key            = local.tables.catalogue.hash_key
  indexes             = local.tables.catalogue.indexes
  deletion_protection = var.deletion_protection
}

# Where each item is sold, found the same way by location: an item of an index has one key, and may have several
# locations. What is not offered any more leaves these lists by itself.
module "listings_table" {
  source = "./modules/dynamodb_table"

  name                = local.names.listings
  hash_key            = local.tables.listings.hash_key
  range_key           = local.tables.listings.range_key
  indexes             = local.tables.listings.indexes
  ttl_attribute       = local.ttl_attribute
  deletion_protection = var.deletion_protection
}

# What must outlive an event to serve its customer, in records of one kind each: the wish for no offers, the events
# that got offers on a day, and what Personalize last recommended.
module "customers_table" {
  source = "./modules/dynamodb_table"

  name                = local.names.customers
  hash_key            = local.tables.customers.hash_key
  range_key           = local.tables.customers.range_key
  ttl_attribute       = local.ttl_attribute
  deletion_protection = var.deletion_protection
}

# What was decided for each event, recorded before it is published, so that a retry sends the same.
module "offers_table" {
  source = "./modules/dynamodb_table"

  name                = local.names.offers_table
  hash_key            = local.tables.offers.hash_key
  ttl_attribute       = local.ttl_attribute
  deletion_protection = var.deletion_protection
}

module "offers_topic" {
  source = "./modules/offers_topic"

  name                 = local.names.offers_topic
  publisher_role_arn   = local.arns.recommender_role
  consumer_account_ids = var.consumer_account_ids
  tracing_enabled      = var.tracing.enabled
  aws_account_id       = var.aws_account_id
  aws_region           = var.aws_region
}

module "offer_subscription" {
  source   = "./modules/offer_subscription"
  for_each = var.offer_subscriptions

  name                       = "${local.names.offers_topic}-${each.key}"
  topic_arn                  = module.offers_topic.arn
  protocol                   = each.value.protocol
  endpoint                   = each.value.endpoint
  dead_letter_queue          = each.value.dead_letter_queue
  filter_any_of              = each.value.filter_any_of
  filter_policy              = each.value.filter_policy
  filter_scope               = each.value.filter_scope
  raw_message_delivery       = each.value.raw_message_delivery
  visibility_timeout_seconds = each.value.visibility_timeout_seconds
  aws_account_id             = var.aws_account_id
  aws_region                 = var.aws_region
}

module "tracing" {
  source = "./modules/tracing"
  count  = var.tracing.enabled ? 1 : 0

  name                 = local.prefix
  api_stage            = module.storefront_api.segment_name
  services             = [local.names.ingest, local.names.recommender, local.names.offers_topic]
  rate                 = var.tracing.rate
  reservoir_per_second = var.tracing.reservoir_per_second
}

module "monitoring" {
  source = "./modules/monitoring"

  prefix                  = local.prefix
  environment             = var.environment
  metrics                 = local.metrics
  sources                 = local.metric_sources
  alarms_dir              = "${path.root}/../monitoring/alarms"
  queries_dir             = "${path.root}/../monitoring/queries"
  log_group_names         = local.log_group_names
  runbook_base_url        = var.runbook_base_url
  alarm_notification_arns = var.alarm_notification_arns
}
