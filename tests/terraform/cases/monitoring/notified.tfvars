prefix           = "shop-prod"
environment      = "prod"
alarms_dir       = "../monitoring/alarms"
queries_dir      = "../monitoring/queries"
runbook_base_url = "https://runbooks.example.com"

alarm_notification_arns = ["arn:aws:sns:eu-west-1:123456789012:on-call"]

log_group_names = {
  api_access    = "/shop/access"
  api_execution = "/shop/execution"
  ingest        = "/aws/lambda/shop-prod-ingest"
  recommender   = "/aws/lambda/shop-prod-recommender"
}

metrics = {
  namespace = "Shop"
  metrics = {
    CampaignUnusable        = { service = "recommender" }
    CatalogueItemUnreadable = { service = "recommender" }
    InsertError             = { service = "ingest" }
    OfferError              = { service = "recommender" }
    OfferExpired            = { service = "recommender" }
    OfferSetAside           = { service = "recommender" }
  }
}

sources = {
  recommender_function = {
    namespace  = "AWS/Lambda"
    dimensions = { FunctionName = "shop-prod-recommender" }
  }
}
