prefix           = "shop-prod"
environment      = "prod"
aws_account_id   = "123456789012"
aws_region       = "eu-west-1"
alarms_dir       = "../monitoring/alarms"
dashboards_dir   = "../monitoring/dashboards"
prices           = yamldecode(file("../monitoring/prices.yaml")).prices
runbooks_dir     = "../monitoring/runbooks"
schemas_dir      = "../monitoring/schemas"
queries_dir      = "../monitoring/queries"
runbook_base_url = "https://runbooks.example.com"
metrics          = yamldecode(file("../monitoring/metrics.yaml"))
slos             = yamldecode(file("../monitoring/slos.yaml"))

alarm_notification_arns = ["arn:aws:sns:eu-west-1:123456789012:on-call"]

log_group_names = {
  api_access    = "/shop/access"
  ingest        = "/shop/ingest"
  recommender   = "/shop/recommender"
  api_execution = "/shop/execution"
}

resources = {
  api      = { stage = { ApiName = "shop-prod", Stage = "v1" } }
  function = { for name in ["ingest", "recommender", "watch"] : name => { FunctionName = "shop-prod-${name}" } }
  mapping  = { interests = { EventSourceMappingUUID = "11111111-2222-3333-4444-555555555555" } }
  table    = { interests = { TableName = "Interests" }, offers = { TableName = "Offers" } }
  table_operation = {
    for each in [
      "interests.PutItem", "offers.BatchGetItem", "offers.PutItem", "offers.UpdateItem", "catalogue.BatchGetItem",
      "catalogue.Query", "listings.Query", "customers.BatchGetItem", "customers.PutItem", "customers.UpdateItem",
    ] : each => { TableName = split(".", each)[0], Operation = split(".", each)[1] }
  }
  topic             = { offers = { TopicName = "shop-prod-offers" } }
  queue             = { push = { QueueName = "push" } }
  dead_letter_queue = { push = { QueueName = "push-dlq" }, email = { QueueName = "email-dlq" } }
  log_group         = { ingest = { LogGroupName = "/shop/ingest" } }
}

deployments = { ingest = { version = "7", since = "2026-11-30T09:15:00.000Z" } }

settings = {
  ingest_gigabytes        = 0.25
  recommender_gigabytes   = 0.5
  ingest_timeout_ms       = 10000
  ingest_concurrency      = 100
  recommender_timeout_ms  = 60000
  recommender_concurrency = 50
  subscriptions           = 2
}
