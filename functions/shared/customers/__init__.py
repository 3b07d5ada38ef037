"""The customers table: what it keeps of a customer, and who wants no offers."""
