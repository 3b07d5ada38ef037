"""Speaks with the stream, DynamoDB, Personalize, SNS and S3."""
