prefix         = "shop-dev"
environment    = "dev"
alarm_set      = "essential"
aws_account_id = "123456789012"
aws_region     = "eu-west-1"
alarms_dir     = "../monitoring/alarms"
runbooks_dir   = "../monitoring/runbooks"
schemas_dir    = "../monitoring/schemas"
metrics        = yamldecode(file("../monitoring/metrics.yaml"))
slos           = yamldecode(file("../monitoring/slos.yaml"))
queries_dir    = "../monitoring/queries"

log_group_names = {
  api_access    = "/shop/access"
  ingest        = "/shop/ingest"
  recommender   = "/shop/recommender"
  api_execution = "/shop/execution"
}

resources = {
  api      = { stage = { ApiName = "shop-dev", Stage = "v1" } }
  function = { for name in ["ingest", "recommender", "watch"] : name => { FunctionName = "shop-dev-${name}" } }
  mapping  = { interests = { EventSourceMappingUUID = "11111111-2222-3333-4444-555555555555" } }
  table    = { interests = { TableName = "Interests" }, offers = { TableName = "Offers" } }
  table_operation = {
    for each in [
      "interests.PutItem", "offers.BatchGetItem", "offers.PutItem", "offers.UpdateItem", "catalogue.BatchGetItem",
      "catalogue.Query", "listings.Query", "customers.BatchGetItem", "customers.PutItem", "customers.UpdateItem",
    ] : each => { TableName = split(".", each)[0], Operation = split(".", each)[1] }
  }
  topic             = { offers = { TopicName = "shop-dev-offers" } }
  queue             = { push = { QueueName = "push" } }
  dead_letter_queue = { push = { QueueName = "push-dlq" }, email = { QueueName = "email-dlq" } }
  log_group         = { ingest = { LogGroupName = "/shop/ingest" } }
}

settings = {
  ingest_timeout_ms       = 10000
  ingest_concurrency      = 100
  recommender_timeout_ms  = 60000
  recommender_concurrency = 50
  subscriptions           = 2
}
