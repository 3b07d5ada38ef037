"""A stand-in for Amazon Personalize that learns from generated retail data. Never an equivalent."""
