"""Speaks S3."""
