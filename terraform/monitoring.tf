# What is watched: alarms, objectives and metrics are data below monitoring/; here they meet what is deployed.

module "monitoring" {
  source = "./modules/monitoring"

  prefix                  = local.prefix
  environment             = var.environment
  aws_account_id          = var.aws_account_id
  aws_region              = var.aws_region
  alarm_set               = var.alarm_set
  metrics                 = local.metrics
  slos                    = local.monitoring_data.slos
  alarms_dir              = "${path.root}/../monitoring/alarms"
  dashboards_dir          = var.dashboards ? "${path.root}/../monitoring/dashboards" : null
  deployments             = { ingest = module.ingest.deployment, recommender = module.recommender.deployment }
  prices                  = local.monitoring_data.prices.prices
  resources               = local.watched_resources
  settings                = local.watched_settings
  queries_dir             = "${path.root}/../monitoring/queries"
  log_group_names         = local.log_group_names
  runbooks_dir            = "${path.root}/../monitoring/runbooks"
  schemas_dir             = "${path.root}/../monitoring/schemas"
  runbook_base_url        = var.runbook_base_url
  alarm_notification_arns = concat(var.alarm_notification_arns, module.alarm_topic[*].arn)
}

module "alarm_topic" {
  source = "./modules/alarm_topic"
  count  = length(var.alarm_subscriptions) > 0 ? 1 : 0

  name           = "${local.prefix}-alarms"
  aws_account_id = var.aws_account_id
  aws_region     = var.aws_region
  subscriptions  = var.alarm_subscriptions
}

locals {
  # Operations that functions call, by the name of the table in tables.yaml.
  watched_operations = {
    interests = ["PutItem"]
    offers    = ["BatchGetItem", "PutItem", "UpdateItem"]
    catalogue = ["BatchGetItem", "Query"]
    listings  = ["Query"]
    customers = ["BatchGetItem", "GetItem", "PutItem", "UpdateItem"]
  }
  watched_tables = {
    interests = var.interest_table_name
    offers    = local.names.offers_table
    catalogue = local.names.catalogue
    listings  = local.names.listings
    customers = local.names.customers
  }

  # What AWS publishes metrics of. The dimensions of a kind are those that its metrics have on AWS; on others an alarm
  # would see nothing, ever. Source: AWS's lists of metrics for each service.
  watched_resources = {
    api       = { stage = { ApiName = local.prefix, Stage = module.storefront_api.stage_name } }
    function  = { for name in ["ingest", "recommender", "watch"] : name => { FunctionName = local.names[name] } }
    mapping   = { interests = { EventSourceMappingUUID = module.stream_trigger.mapping_id } }
    table     = { for name, table in local.watched_tables : name => { TableName = table } }
    topic     = { offers = { TopicName = local.names.offers_topic } }
    log_group = { for name, group in local.log_group_names : name => { LogGroupName = group } if contains(["ingest", "recommender", "watch"], name) }
    table_operation = merge([
      for table, operations in local.watched_operations : {
        for operation in operations :
        "${table}.${operation}" => { TableName = local.watched_tables[table], Operation = operation }
      }
    ]...)
    # Terraform names a queue only where it makes one.
    queue             = { for name, consumer in var.offer_subscriptions : name => { QueueName = "${local.names.offers_topic}-${name}" } if consumer.protocol == "sqs" && consumer.endpoint == null }
    dead_letter_queue = { for name in keys(var.offer_subscriptions) : name => { QueueName = "${local.names.offers_topic}-${name}-dlq" } }
    campaign          = { for arn in compact([var.personalize_campaign_arn]) : "offers" => { CampaignArn = arn } }
  }

  log_group_names = {
    api_access    = module.storefront_api.log_group_names.access
    api_execution = module.storefront_api.log_group_names.execution
    ingest        = module.ingest.log_group_name
    recommender   = module.recommender.log_group_name
    watch         = module.watch.log_group_name
  }

  # What thresholds are parts of. A function that reserves nothing shares the account's concurrency, which is 1,000
  # unless AWS was asked for more. Source: "Lambda quotas", https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  shared_concurrency = 1000
  watched_settings = {
    ingest_timeout_ms       = var.ingest.timeout_seconds * 1000
    ingest_concurrency      = var.ingest.reserved_concurrency < 0 ? local.shared_concurrency : var.ingest.reserved_concurrency
    recommender_timeout_ms  = var.recommender.timeout_seconds * 1000
    recommender_concurrency = var.recommender.reserved_concurrency < 0 ? local.shared_concurrency : var.recommender.reserved_concurrency
    ingest_gigabytes        = var.ingest.memory_mb / 1024
    recommender_gigabytes   = var.recommender.memory_mb / 1024
    subscriptions           = length(var.offer_subscriptions)
  }
}
