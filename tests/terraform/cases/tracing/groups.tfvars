name                 = "shop-prod"
api_stage            = "shop-prod/v1"
services             = ["shop-prod-ingest", "shop-prod-offers"]
rate                 = 0.25
reservoir_per_second = 3
slow_seconds         = 1.5
