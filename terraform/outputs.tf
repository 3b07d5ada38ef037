output "alarm_names" {
  description = "Full name of every alarm, by the name of its runbook without .md."
  value       = module.monitoring.alarm_names
}

output "api_id" {
  description = "Identifier of the API."
  value       = module.storefront_api.api_id
}

output "api_key" {
  description = "Key of the API client named storefront or, without one, of the first by name."
  value       = lookup(module.storefront_api.api_keys, "storefront", values(module.storefront_api.api_keys)[0])
  sensitive   = true
}

output "api_key_ids" {
  description = "Id of each API client's key, which the access log gives as api_key_id."
  value       = module.storefront_api.api_key_ids
}

output "api_keys" {
  description = "Key of each API client, which it sends in the header x-api-key."
  value       = module.storefront_api.api_keys
  sensitive   = true
}

output "api_url" {
  description = "Base URL of the API: POST to <api_url>/recommend."
  value = (
    local.emulated
    ? "${coalesce(var.emulator_endpoint, "none")}/restapis/${module.storefront_api.api_id}/${module.storefront_api.stage_name}/_user_request_"
    : module.storefront_api.invoke_url
  )
}

output "aws_region" {
  description = "Region of the deployment."
  value       = var.aws_region
}

output "catalogue_table_name" {
  description = "Table of what may be offered."
  value       = module.catalogue_table.name
}

output "consumers" {
  description = "How offers reach each consumer, and its dead-letter queue. `make drain` and `make replay` read it."
  value       = { for name, consumer in module.offer_subscription : name => consumer.delivery }
  sensitive   = true # an HTTPS address may be a secret
}

output "customers_table_name" {
  description = "Table of what is kept about customers: their wish for no offers, and what they were offered."
  value       = module.customers_table.name
}

output "dashboard_names" {
  description = "Full name of every dashboard, by the name of its file in monitoring/dashboards without .yaml."
  value       = module.monitoring.dashboard_names
}

output "dead_letter_queue_urls" {
  description = "URL of each consumer's dead-letter queue."
  value       = { for name, consumer in module.offer_subscription : name => consumer.dead_letter_queue_url }
}

output "environment" {
  description = "Name of the environment, as in the names of resources and in the dimension environment of metrics."
  value       = var.environment
}

output "failure_bucket_name" {
  description = "Bucket that keeps interests that could not be processed."
  value       = module.stream_trigger.failure_bucket_name
}

output "ingest_function_name" {
  description = "Function that takes interests."
  value       = module.ingest.function_name
}

output "ingest_role_name" {
  description = "Role of the function that takes interests."
  value       = module.ingest.role_name
}

output "interest_table_name" {
  description = "Table of interests."
  value       = module.interest_table.name
}

output "log_group_names" {
  description = "Log groups of the pipeline: api_access, api_execution, ingest, recommender, watch."
  value       = local.log_group_names
}

output "offers_queue_arn" {
  description = "ARN of the queue of the consumer named consumer, or null without one."
  value       = try(module.offer_subscription["consumer"].queue_arn, null)
}

output "offers_queue_url" {
  description = "URL of the queue of the consumer named consumer, or null without one."
  value       = try(module.offer_subscription["consumer"].queue_url, null)
}

output "offers_queue_urls" {
  description = "URL of the queue of each consumer whose queue is made here."
  value = {
    for name, consumer in module.offer_subscription : name => consumer.queue_url
    if var.offer_subscriptions[name].protocol == "sqs" && var.offer_subscriptions[name].endpoint == null
  }
}

output "offers_table_name" {
  description = "Table of offers as they were published."
  value       = module.offers_table.name
}

output "offers_topic_arn" {
  description = "Topic that offers are published to."
  value       = module.offers_topic.arn
}

output "personalize_campaign_arn" {
  description = "Campaign that chooses the offers, or empty: then they come from the catalogue."
  value       = var.personalize_campaign_arn
}

output "recommender_function_name" {
  description = "Function that makes offers."
  value       = module.recommender.function_name
}

output "recommender_role_name" {
  description = "Role of the function that makes offers."
  value       = module.recommender.role_name
}

output "stage_name" {
  description = "Stage of the API."
  value       = module.storefront_api.stage_name
}

output "trace_group_names" {
  description = "Groups of traces: all, error, slow; none without tracing."
  value       = try(module.tracing[0].group_names, {})
}

output "watch_function_name" {
  description = "Function that measures what waits in the failure bucket."
  value       = module.watch.function_name
}

output "watch_rule_name" {
  description = "EventBridge rule that starts this function each minute."
  value       = module.watch_schedule.rule_name
}
