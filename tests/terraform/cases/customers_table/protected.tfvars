name                = "Customers"
deletion_protection = true
