name                = "Offers"
deletion_protection = false
