"""Speaks HTTP with API Gateway, and DynamoDB."""
