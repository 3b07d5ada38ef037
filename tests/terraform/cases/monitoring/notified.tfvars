prefix           = "shop-prod"
environment      = "prod"
alarms_dir       = "../monitoring/alarms"
runbook_base_url = "https://runbooks.example.com"

alarm_notification_arns = ["arn:aws:sns:eu-west-1:123456789012:on-call"]

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
