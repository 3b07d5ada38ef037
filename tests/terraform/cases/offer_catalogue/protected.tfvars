name                = "Catalogue"
deletion_protection = true
