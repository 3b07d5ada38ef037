"""What both functions use. Imports neither of them."""
