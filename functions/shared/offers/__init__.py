"""Offers: the message, its notification, and what is recorded of each, for the recommender and for recovery."""
