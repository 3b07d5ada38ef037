name                = "Interests"
deletion_protection = true
