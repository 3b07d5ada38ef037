"""Where records that failed stand in the failure bucket."""

PREFIX = "aws/lambda/"
"""What every key of Lambda's begins with, and each of ours like it; behind it are a mapping's id or a function's name,
the day, the second, and a UUID. Source: AWS Lambda Developer Guide, "Retain discarded records for a DynamoDB event
source in Lambda".
"""
