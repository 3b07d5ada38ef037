locals {
  prefix   = "${var.project}-${var.environment}"
  emulated = var.emulator_endpoint != null

  # What the build made and the contract says is read, not repeated.
  build    = jsondecode(file("${var.build_dir}/manifest.json"))
  problems = jsondecode(file("${path.root}/../contracts/problem-types.v1.json"))

  declared      = yamldecode(file("${path.root}/tables.yaml"))
  tables        = local.declared.tables
  ttl_attribute = local.declared.ttl_attribute

  # A role is an account's and a bucket's name all the world's: both name the Region, so that an environment can be in two.
  names = {
    ingest         = "${local.prefix}-ingest"
    recommender    = "${local.prefix}-recommender"
    offers_table   = "${local.prefix}-offers"
    catalogue      = "${local.prefix}-catalogue"
    listings       = "${local.prefix}-catalogue${local.declared.listings_suffix}"
    customers      = "${local.prefix}-customers"
    offers_topic   = "${local.prefix}-offers"
    watch          = "${local.prefix}-watch"
    failure_bucket = coalesce(var.failure_bucket_name, "${local.prefix}-${var.aws_account_id}-${var.aws_region}-failures")
  }

  # ARNs are built from names, so that a plan shows every IAM policy in full before anything exists.
  table_arns = "arn:aws:dynamodb:${var.aws_region}:${var.aws_account_id}:table"
  arns = {
    interest_table   = "${local.table_arns}/${var.interest_table_name}"
    interest_stream  = "${local.table_arns}/${var.interest_table_name}/stream/*"
    offers_table     = "${local.table_arns}/${local.names.offers_table}"
    catalogue        = "${local.table_arns}/${local.names.catalogue}"
    listings         = "${local.table_arns}/${local.names.listings}"
    customers        = "${local.table_arns}/${local.names.customers}"
    offers_topic     = "arn:aws:sns:${var.aws_region}:${var.aws_account_id}:${local.names.offers_topic}"
    failure_bucket   = "arn:aws:s3:::${local.names.failure_bucket}"
    recommender_role = "arn:aws:iam::${var.aws_account_id}:role/${local.names.recommender}-${var.aws_region}"
  }
}

# What each function may do, and its environment variables. The modules add what every function needs.
locals {
  ingest_statements = {
    WriteInterests = {
      actions   = ["dynamodb:PutItem"]
      resources = [local.arns.interest_table]
    }
  }

  recommender_statements = merge(
    {
      FindStreams = {
        actions   = ["dynamodb:ListStreams"]
        resources = ["*"]
      }
      ReadInterests = {
        actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
        resources = [local.arns.interest_stream]
      }
      KeepOffers = {
        actions   = ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
        resources = [local.arns.offers_table]
      }
      KeepCustomers = {
        actions   = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
        resources = [local.arns.customers]
      }
      ReadCatalogue = {
        actions   = ["dynamodb:BatchGetItem"]
        resources = [local.arns.catalogue]
      }
      FindPopularItems = {
        actions   = ["dynamodb:Query"]
        resources = [for index in keys(local.tables.catalogue.indexes) : "${local.arns.catalogue}/index/${index}"]
      }
      FindLocalItems = {
        actions   = ["dynamodb:Query"]
        resources = [for index in keys(local.tables.listings.indexes) : "${local.arns.listings}/index/${index}"]
      }
      PublishOffers = {
        actions   = ["sns:Publish"]
        resources = [local.arns.offers_topic]
      }
      KeepFailures = {
        actions   = ["s3:PutObject"]
        resources = ["${local.arns.failure_bucket}/*"]
      }
      FindFailures = {
        actions   = ["s3:ListBucket"]
        resources = [local.arns.failure_bucket]
      }
    },
    var.personalize_campaign_arn == "" ? {} : {
      GetRecommendations = {
        actions   = ["personalize:GetRecommendations"]
        resources = [var.personalize_campaign_arn]
      }
    },
  )

  watch_statements = {
    FindFailures = {
      actions   = ["s3:ListBucket"]
      resources = [local.arns.failure_bucket]
    }
  }

  common_environment = {
    ENVIRONMENT                   = var.environment
    POWERTOOLS_LOG_LEVEL          = var.log_level
    POWERTOOLS_LOGGER_SAMPLE_RATE = tostring(var.debug_sample_rate)
    POWERTOOLS_METRICS_NAMESPACE  = local.metrics.namespace
  }

  # Of the functions that customers' requests go through.
  request_environment = merge(local.common_environment, {
    PSEUDONYM_KEY   = var.pseudonym_key
    TRACING_ENABLED = tostring(var.tracing.enabled)
  })

  ingest_environment = merge(local.request_environment, {
    POWERTOOLS_SERVICE_NAME = "ingest"
    CORS_ALLOWED_ORIGINS    = join(",", var.cors_allowed_origins)
    INTEREST_TABLE          = var.interest_table_name
    INTEREST_TTL_DAYS       = tostring(var.interest_ttl_days)
  })

  recommender_environment = merge(local.request_environment, {
    POWERTOOLS_SERVICE_NAME     = "recommender"
    CATALOGUE_TABLE             = local.names.catalogue
    CUSTOMERS_TABLE             = local.names.customers
    FAILURE_BUCKET              = local.names.failure_bucket
    LAST_GOOD_MAX_AGE_HOURS     = tostring(var.last_good_max_age_hours)
    OFFERS_PER_CUSTOMER_PER_DAY = tostring(var.offers_per_customer_per_day)
    OFFERS_PER_EVENT            = tostring(var.offers_per_event)
    OFFERS_TABLE                = local.names.offers_table
    OFFERS_TOPIC_ARN            = local.arns.offers_topic
    OFFER_VALIDITY_HOURS        = tostring(var.offer_validity_hours)
    PERSONALIZE_CAMPAIGN_ARN    = var.personalize_campaign_arn
    PERSONALIZE_REGION          = var.personalize_region
  })

  watch_environment = merge(local.common_environment, {
    POWERTOOLS_SERVICE_NAME = "watch"
    FAILURE_BUCKET          = local.names.failure_bucket
  })
}
