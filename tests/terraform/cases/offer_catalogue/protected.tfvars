name                = "Catalogue"
listings_name       = "Catalogue-listings"
deletion_protection = true
