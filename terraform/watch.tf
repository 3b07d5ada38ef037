# Measures each minute what no metric of AWS tells in time.
module "watch" {
  source = "./modules/lambda_function"

  name               = local.names.watch
  description        = "Measures how much waits in the failure bucket, and for how long."
  package            = "${var.build_dir}/${local.build.functions.watch.file}"
  handler            = "watch.handler.handler"
  runtime            = local.build.runtime
  architecture       = local.build.architecture
  memory_mb          = 256
  timeout_seconds    = 15
  environment        = local.watch_environment
  policy_statements  = local.watch_statements
  tracing_enabled    = false # no request goes through it
  log_retention_days = var.log_retention_days
  aws_account_id     = var.aws_account_id
  aws_region         = var.aws_region
}

module "watch_schedule" {
  source = "./modules/schedule"

  name                = local.names.watch
  description         = "Starts the watch of the failure bucket."
  every_minutes       = 1
  function_name       = module.watch.function_name
  function_alias_name = module.watch.alias_name
  aws_account_id      = var.aws_account_id
  aws_region          = var.aws_region
}
