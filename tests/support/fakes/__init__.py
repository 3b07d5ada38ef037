"""Hand-written stand-ins for what the functions are given, by subject."""
