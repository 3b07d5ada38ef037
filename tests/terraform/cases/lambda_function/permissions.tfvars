name               = "shop-dev-ingest"
description        = "Keeps interests."
package            = "../build/ingest.zip"
handler            = "ingest.handler.handler"
runtime            = "python3.13"
architecture       = "arm64"
memory_mb          = 256
timeout_seconds    = 7
log_retention_days = 14
aws_account_id     = "123456789012"
aws_region         = "eu-west-1"
tracing_enabled    = true

reserved_concurrency = 20

environment = {
  INTEREST_TABLE = "Interests"
}

policy_statements = {
  WriteInterests = {
    actions   = ["dynamodb:PutItem"]
    resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/Interests"]
  }
}
